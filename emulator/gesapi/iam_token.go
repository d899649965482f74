package gesapi

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// tokenLife is how long a token is valid, in virtual time (vendor's page).
const tokenLife = 24 * time.Hour

// createToken issues a token for a user and a project, or for an account.
func (a *API) createToken(c iamCall) (iamAnswer, error) {
	var request tokenRequest
	if err := readTokenRequest(c.Request(), &request); err != nil {
		return iamAnswer{}, err
	}
	t, err := a.tokenScope(request.Auth.Scope)
	if err != nil {
		return iamAnswer{}, err
	}
	user := &request.Auth.Identity.Password.User
	t.User, t.Account = user.name(), user.account()
	var value string
	if checker := a.world.Auth(); checker.IsReplica() {
		value, err = a.sealToken(&t, user.Password)
	} else if t.projectID == "" {
		if !checker.Login(t.User, user.Password, t.Account) {
			return iamAnswer{}, wrongPassword()
		}
		t.issuedAt(a.world.Scenario().Clock.Start)
		value = checker.IssueToAccount(t.expires, t.Holder)
	} else {
		err = a.inIAMProject(t.projectID, func(tx *world.Tx) error {
			if !tx.Auth().Login(t.User, user.Password, t.Account) {
				return wrongPassword()
			}
			t.issuedAt(tx.Now())
			value = tx.IssueToken(t.expires, t.Holder)
			return nil
		})
	}
	return iamAnswer{http.StatusCreated, t.issued, value, a.tokenBody(c, &t)}, err
}

// sealToken returns a token that every replica takes. The project lives in another one,
// perhaps: the token's time begins with the first use there.
func (a *API) sealToken(t *issuedFor, password string) (value string, err error) {
	switch {
	case t.projectID != "" && !a.world.Serves(t.projectID):
		return "", unknownProject(t.projectID)
	case !a.world.Auth().Login(t.User, password, t.Account):
		return "", wrongPassword()
	}
	t.issuedAt(a.world.Scenario().Clock.Start)
	err = a.inIAMProject(a.world.FirstID(), func(tx *world.Tx) error {
		value = tx.SealToken(tokenLife, t.projectID, t.Holder)
		return nil
	})
	return value, err
}

func wrongPassword() error {
	return iamError(http.StatusUnauthorized, "The username or password is wrong.")
}

// validateToken shows what a token is for.
func (a *API) validateToken(c iamCall) (iamAnswer, error) {
	value := c.Request().Header.Get("X-Subject-Token")
	if value == "" {
		return iamAnswer{}, iamError(http.StatusBadRequest, "The request is invalid: X-Subject-Token is missing")
	}
	by := auth.CredentialsOf(c.Request())
	by.Prepare()
	err := a.inIAMProject(a.callersProject(c, c.token()), func(tx *world.Tx) error {
		if refusal := tx.Authenticate(&by, c.token()); refusal != nil {
			return refusalFailure(refusal)
		}
		return nil
	})
	if err != nil {
		return iamAnswer{}, err
	}
	info, ok := a.world.LookUpToken(value)
	if !ok {
		return iamAnswer{}, unknownToken()
	}
	t := a.describeToken(&info)
	var now clock.Instant
	err = a.inIAMProject(cmp.Or(a.identityProject(), t.projectID, a.world.FirstID()), func(tx *world.Tx) error {
		if now = tx.Now(); now >= info.Expires {
			return unknownToken()
		}
		return nil
	})
	return iamAnswer{http.StatusOK, now, value, a.tokenBody(c, &t)}, err
}

func unknownToken() error { return iamError(http.StatusNotFound, "Could not find token.") }

// issuedFor is what a token is for, and who has it.
type issuedFor struct {
	auth.Holder

	projectID       string // "": an account
	issued, expires clock.Instant
}

func (t *issuedFor) issuedAt(now clock.Instant) { t.issued, t.expires = now, now.Add(tokenLife) }

// describeToken returns what a token is for. One of the scenario has no user: it is
// shown as one of the first user, issued at the start, and for the first of its projects.
func (a *API) describeToken(info *auth.TokenInfo) issuedFor {
	t := issuedFor{Holder: info.Holder, issued: info.Expires.Add(-tokenLife), expires: info.Expires}
	if len(info.Projects) > 0 {
		t.projectID = info.Projects[0]
	}
	if info.Issued {
		if info.Expires == clock.Never { // a replica's, which is not used yet
			t.issuedAt(a.world.Scenario().Clock.Start)
		}
		return t
	}
	t.User, t.Account = a.firstUser()
	t.issued, t.expires = a.world.Scenario().Clock.Start, min(info.Expires, clock.Max)
	if t.projectID == "" {
		t.Project = a.projectNames()[0]
		t.projectID = a.world.NamedProject(t.Project)
	}
	return t
}

// firstUser returns the name of the user for whom the emulator answers where no other
// is known, and that of the account: the scenario's first user, or the one of the
// vendor's examples.
func (a *API) firstUser() (user, account string) {
	user, account = "IAMUser", "IAMDomain"
	if users := a.world.Scenario().Auth.Users; len(users) > 0 {
		user, account = users[0].Name, cmp.Or(users[0].Domain, account)
	}
	return user, account
}

// tokenBody is the body of an answer about a token.
func (a *API) tokenBody(c iamCall, t *issuedFor) map[string]tokenBody {
	domain := reference{ID: a.domainID(), Name: t.Account}
	body := tokenBody{
		ExpiresAt: auth.IAMTime(t.expires),
		Methods:   []string{"password"},
		Catalog:   []catalogEntry{},
		Roles:     []reference{{ID: "0", Name: "te_admin"}},
		IssuedAt:  auth.IAMTime(t.issued),
		User:      tokenUser{Domain: domain, ID: a.world.IAMID("user", t.User), Name: t.User},
	}
	if t.projectID == "" {
		body.Domain = &domain
	} else {
		name := cmp.Or(t.Project, t.projectID)
		body.Project = &tokenProject{Domain: domain, ID: t.projectID, Name: name}
		if c.QueryParam("nocatalog") == "" {
			body.Catalog = a.catalog(c, name, t.projectID)
		}
	}
	return map[string]tokenBody{"token": body}
}

// tokenScope finds a token's project, by its id or by its name. A token without
// a scope is of the account.
func (a *API) tokenScope(scope *requestScope) (t issuedFor, err error) {
	if scope == nil || scope.Project == nil {
		return t, nil
	}
	t.projectID, t.Project = scope.Project.ID, scope.Project.Name
	switch {
	case t.projectID == "" && t.Project == "":
		return t, badIAMRequest("auth.scope.project needs an id or a name")
	case len(t.Project) > auth.MaxName:
		return t, tooLong("auth.scope.project.name")
	case t.projectID == "":
		t.projectID = a.world.NamedProject(t.Project)
	case !ges.ValidProjectID(t.projectID):
		return t, badIAMRequest("auth.scope.project.id is not %s", ges.ProjectIDRule)
	}
	return t, nil
}

// catalog tells a client where the services are: here.
func (a *API) catalog(c iamCall, region, projectID string) []catalogEntry {
	entry := func(name, path string) catalogEntry {
		return catalogEntry{
			Endpoints: []catalogEndpoint{{
				ID: a.world.IAMID("endpoint", name), Interface: "public",
				Region: region, RegionID: region, URL: c.address(path),
			}},
			ID: a.world.IAMID("service", name), Name: name, Type: name,
		}
	}
	return []catalogEntry{entry("iam", "/v3"), entry("ges", "/v1.0/"+projectID)}
}

// readTokenRequest reads a request for a token and checks its form.
func readTokenRequest(r *http.Request, into *tokenRequest) error {
	if err := readIAMRequest(r, into); err != nil {
		return err
	}
	user := into.Auth.Identity.Password.User
	switch {
	case !slices.Equal(into.Auth.Identity.Methods, []string{"password"}):
		return badIAMRequest(`auth.identity.methods must be ["password"]`)
	case user.ID == "" && user.Name == "":
		return badIAMRequest("auth.identity.password.user needs a name")
	case user.ID == "" && user.Domain == (reference{}):
		return badIAMRequest("auth.identity.password.user needs a domain")
	case user.Password == "":
		return badIAMRequest("auth.identity.password.user needs a password")
	case len(user.name()) > auth.MaxName:
		return tooLong("the name in auth.identity.password.user")
	case len(user.account()) > auth.MaxName:
		return tooLong("the domain in auth.identity.password.user")
	}
	return nil
}

func tooLong(what string) error {
	return badIAMRequest("%s has more than %d bytes", what, auth.MaxName)
}
