package gesapi

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// How long a temporary key is valid, in seconds of virtual time (vendor's page).
const (
	minKeyLife = 900 // also the default
	maxKeyLife = 86_400
)

// createTemporaryKey issues a temporary key for a caller with a token or a signature.
func (a *API) createTemporaryKey(c iamCall) (iamAnswer, error) {
	var request keyRequest
	if err := readIAMRequest(c.Request(), &request); err != nil {
		return iamAnswer{}, err
	}
	identity := &request.Auth.Identity
	if !slices.Equal(identity.Methods, []string{"token"}) {
		return iamAnswer{}, badIAMRequest(`auth.identity.methods must be ["token"]`)
	}
	lifetime, err := keyLife(identity.Token.DurationSeconds)
	if err != nil {
		return iamAnswer{}, err
	}
	token := c.token()
	if token == "" {
		token = identity.Token.ID
	}
	by := auth.CredentialsOf(c.Request())
	by.Prepare()
	answer := iamAnswer{status: http.StatusCreated}
	err = a.inIAMProject(a.callersProject(c, token), func(tx *world.Tx) error {
		issued, refusal := tx.IssueKey(&by, token, lifetime)
		if refusal != nil {
			return refusalFailure(refusal)
		}
		answer.now, answer.body = tx.Now(), map[string]credential{"credential": {
			issued.Key.Access, auth.IAMTime(issued.Expires), issued.Key.Secret, issued.Value,
		}}
		return nil
	})
	return answer, err
}

// keyLife reads how long a temporary key is to be valid: a number of seconds, as a number
// or as a text.
func keyLife(value json.RawMessage) (time.Duration, error) {
	text := strings.Trim(string(value), `"`)
	if len(value) == 0 || text == "null" {
		text = strconv.Itoa(minKeyLife)
	}
	seconds, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(seconds) != text || seconds < minKeyLife || seconds > maxKeyLife {
		return 0, badIAMRequest("auth.identity.token.duration_seconds must be an integer from %d to %d", minKeyLife, maxKeyLife)
	}
	return time.Duration(seconds) * time.Second, nil
}

// identityProject is the id of the project in whose time all calls of the identity service
// are answered by a replica, which has only some projects; "" elsewhere.
func (a *API) identityProject() string {
	if !a.world.Auth().IsReplica() {
		return ""
	}
	return a.world.FirstID()
}

// callersProject is the id of the project whose time and credentials count for a caller
// of the identity service: that of the token, else the one that the vendor's SDKs name in
// X-Project-Id, else "*" or the scenario's first.
func (a *API) callersProject(c iamCall, token string) string {
	if id := a.identityProject(); id != "" {
		return id
	}
	named := c.Request().Header.Get("X-Project-Id")
	if !ges.ValidProjectID(named) || !a.world.Serves(named) {
		named = ""
	}
	var projects []string
	if token != "" {
		info, _ := a.world.LookUpToken(token)
		projects = info.Projects
	}
	switch i := slices.IndexFunc(projects, a.world.Serves); {
	case i < 0 && named == "":
		return a.world.FirstID()
	case i < 0 || slices.Contains(projects, named):
		return named
	default:
		return projects[i]
	}
}
