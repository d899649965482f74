package gesapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// tokenLife is how long a token is valid, in virtual time (vendor's page).
const tokenLife = 24 * time.Hour

// maxTokenRequest bounds the body of a request for a token, in bytes.
const maxTokenRequest = 1 << 20

// defaultProject is the name of the one project that is listed where a scenario
// names none: the vendor's first region.
const defaultProject = "cn-north-4"

// iamHandler answers a call of the identity service.
type iamHandler struct {
	id     ges.Operation
	handle func(*API, echo.Context) (iamAnswer, error)
}

// iamHandlers is the one table of them: the two calls of the vendor's identity
// service (IAM) that clients make before their first call of the service itself,
// so that one whose endpoints all point here runs unchanged.
//
// They belong to no project: they move no clock, count for no fault and need no
// credentials. They answer whatever a scenario says about credentials, so that
// one with none can be called by a client that insists on a token.
var iamHandlers = [...]iamHandler{
	{ges.CreateToken, (*API).createToken},
	{ges.ListProjects, (*API).listProjects},
}

// iamAnswer is a successful answer.
type iamAnswer struct {
	status int
	now    clock.Instant // for the Date header
	token  string        // for X-Subject-Token
	body   any
}

// serveIAM answers a call of the identity service. Whatever goes wrong is
// written here.
func (a *API) serveIAM(c echo.Context, r *route) {
	call := &call{operation: r.operation.ID, started: a.begin(c.Request().Context()), errorBody: a.world.Scenario().Compat.ErrorBody}
	incoming := call.incoming(c.Request())
	call.Slot = a.world.RecordRequest(&incoming)
	defer a.recover(c, call)
	answer, err := a.answerIAM(c, r.operation.ID)
	if err != nil {
		_ = a.writeError(c, call, err) // an error means that the client has gone away
		return
	}
	a.abortIfNotPersisted()
	a.writeHead(c, call)
	header := c.Response().Header()
	header["Date"] = []string{a.dates.of(answer.now, dateText)}
	if answer.token != "" {
		header["X-Subject-Token"] = []string{answer.token}
	}
	_ = writeAnswer(c, answer.status, plainJSON(answer.body)) // as above
	a.done(c, call, nil)
}

func (a *API) answerIAM(c echo.Context, id ges.Operation) (iamAnswer, error) {
	for _, h := range iamHandlers {
		if h.id == id {
			return h.handle(a, c)
		}
	}
	panic("no handler of " + string(id))
}

// iamError is a failure in the shape of the identity service (vendor's page).
func iamError(status int, format string, args ...any) *failure {
	message := fmt.Sprintf(format, args...)
	body := string(plainJSON(map[string]any{
		"error": struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
			Title   string `json:"title"`
		}{status, message, http.StatusText(status)},
	}))
	return &failure{status: status, message: message, body: &body}
}

// badTokenRequest begins with the vendor's own message.
func badTokenRequest(why string) *failure {
	return iamError(http.StatusBadRequest, "The request body is invalid: %s", why)
}

// createToken issues a token for a user and a project, or for an account.
func (a *API) createToken(c echo.Context) (iamAnswer, error) {
	var request tokenRequest
	if err := readTokenRequest(c.Request(), &request); err != nil {
		return iamAnswer{}, err
	}
	scope, err := a.tokenScope(request.Auth.Scope)
	if err != nil {
		return iamAnswer{}, err
	}
	user := &request.Auth.Identity.Password.User
	if scope.projectID == "" {
		checker := a.world.Auth()
		scope.now = a.world.Scenario().Clock.Start
		if !user.login(checker) {
			return iamAnswer{}, wrongPassword()
		}
		return a.tokenAnswer(c, user, scope, checker.IssueToAccount(scope.expires())), nil
	}
	var answer iamAnswer
	err = a.world.Do(scope.projectID, nil, func(tx *world.Tx) error {
		if !user.login(tx.Auth()) {
			return wrongPassword()
		}
		scope.now = tx.Now()
		answer = a.tokenAnswer(c, user, scope, tx.IssueToken(scope.expires()))
		return nil
	})
	switch {
	case errors.Is(err, world.ErrUnknownProject):
		return answer, iamError(http.StatusNotFound, "Could not find project: %s.", scope.projectID)
	case errors.Is(err, world.ErrTooManyProjects):
		a.log.Error("too many projects", "hint", world.TooManyProjectsHint, "project", scope.projectID)
		return answer, iamError(http.StatusServiceUnavailable, "The emulator holds as many projects as it may.")
	}
	return answer, err
}

func wrongPassword() error {
	return iamError(http.StatusUnauthorized, "The username or password is wrong.")
}

// login says whether a user may have a token.
func (u *requestUser) login(checker *auth.Checker) bool {
	return checker.Login(u.name(), u.Password, u.account())
}

// tokenAnswer tells of a token that was issued.
func (a *API) tokenAnswer(c echo.Context, user *requestUser, scope tokenScope, token string) iamAnswer {
	domain := reference{ID: a.world.IAMID("domain", ""), Name: user.account()}
	body := tokenBody{
		ExpiresAt: auth.IAMTime(scope.expires()),
		Methods:   []string{"password"},
		Catalog:   []catalogEntry{},
		Roles:     []reference{{ID: "0", Name: "te_admin"}},
		IssuedAt:  auth.IAMTime(scope.now),
		User:      tokenUser{Domain: domain, ID: a.world.IAMID("user", user.name()), Name: user.name()},
	}
	if scope.projectID == "" {
		body.Domain = &domain
	} else {
		body.Project = &tokenProject{Domain: domain, ID: scope.projectID, Name: scope.name}
		if c.QueryParam("nocatalog") == "" {
			body.Catalog = a.catalog(c.Request().Host, scope)
		}
	}
	return iamAnswer{http.StatusCreated, scope.now, token, map[string]tokenBody{"token": body}}
}

// tokenScope is what a token is for: a project, or an account as a whole.
type tokenScope struct {
	projectID, name string // "": an account
	now             clock.Instant
}

func (s tokenScope) expires() clock.Instant { return s.now.Add(tokenLife) }

// tokenScope finds a token's project, by its id or by its name. A token without
// a scope is of the account.
func (a *API) tokenScope(scope *requestScope) (tokenScope, error) {
	if scope == nil || scope.Project == nil {
		return tokenScope{}, nil
	}
	s := tokenScope{projectID: scope.Project.ID, name: scope.Project.Name}
	switch {
	case s.projectID == "" && s.name == "":
		return s, badTokenRequest("auth.scope.project needs an id or a name")
	case s.projectID == "":
		s.projectID = a.world.NamedProject(s.name)
	case !ges.ValidProjectID(s.projectID):
		return s, badTokenRequest("auth.scope.project.id is not " + ges.ProjectIDRule)
	case s.name == "":
		s.name = s.projectID
	}
	return s, nil
}

// catalog tells a client where the services are: here.
func (a *API) catalog(host string, s tokenScope) []catalogEntry {
	entry := func(name, path string) catalogEntry {
		return catalogEntry{
			Endpoints: []catalogEndpoint{{
				ID: a.world.IAMID("endpoint", name), Interface: "public",
				Region: s.name, RegionID: s.name, URL: "http://" + host + path,
			}},
			ID: a.world.IAMID("service", name), Name: name, Type: name,
		}
	}
	return []catalogEntry{entry("iam", "/v3"), entry("ges", "/v1.0/"+s.projectID)}
}

// listProjects answers which projects there are, or which one has a name.
func (a *API) listProjects(c echo.Context) (iamAnswer, error) {
	names := a.world.OwnProjects()
	if name := c.QueryParam("name"); name != "" {
		names = []string{name}
	} else if len(names) == 0 {
		names = []string{defaultProject}
	}
	self := "http://" + c.Request().Host + c.Request().URL.RequestURI()
	domain := a.world.IAMID("domain", "")
	list := projectList{Links: links{Self: self}, Projects: []listedProject{}}
	for _, name := range names {
		id := a.world.NamedProject(name)
		list.Projects = append(list.Projects, listedProject{
			Links:   links{Self: "http://" + c.Request().Host + "/v3/projects/" + id},
			Enabled: true, ID: id, ParentID: domain, DomainID: domain, Name: name,
		})
	}
	return iamAnswer{status: http.StatusOK, now: a.world.Scenario().Clock.Start, body: list}, nil
}

// readTokenRequest reads a request for a token and checks its form.
func readTokenRequest(r *http.Request, into *tokenRequest) error {
	data, err := io.ReadAll(io.LimitReader(r.Body, maxTokenRequest+1))
	switch {
	case err != nil:
		return badTokenRequest("it broke off")
	case len(data) > maxTokenRequest:
		return iamError(http.StatusRequestEntityTooLarge, "The request body is larger than %d bytes", maxTokenRequest)
	case json.Unmarshal(data, into) != nil:
		return badTokenRequest("it is not JSON, or has a value of another type")
	}
	user := into.Auth.Identity.Password.User
	switch {
	case !slices.Equal(into.Auth.Identity.Methods, []string{"password"}):
		return badTokenRequest(`auth.identity.methods must be ["password"]`)
	case user.ID == "" && user.Name == "":
		return badTokenRequest("auth.identity.password.user needs a name")
	case user.ID == "" && user.Domain == (reference{}):
		return badTokenRequest("auth.identity.password.user needs a domain")
	case user.Password == "":
		return badTokenRequest("auth.identity.password.user needs a password")
	}
	return nil
}
