package gesapi

import (
	"cmp"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// defaultProject is the name of the one project that is listed where a scenario
// names none: the vendor's first region.
const defaultProject = "cn-north-4"

// projectNames returns the names of the projects that are listed, one or more.
func (a *API) projectNames() []string {
	if names := a.world.OwnProjects(); len(names) > 0 {
		return names
	}
	return []string{defaultProject}
}

// domainID is the id of the one account.
func (a *API) domainID() string { return a.world.IAMID("domain", "") }

// listProjects answers which projects there are, or which one has a name.
func (a *API) listProjects(c iamCall) (iamAnswer, error) {
	names := a.projectNames()
	if name := c.QueryParam("name"); name != "" {
		names = []string{name}
	}
	list := projectList{Links: links{Self: c.address(c.Request().URL.RequestURI())}, Projects: []listedProject{}}
	for _, name := range names {
		id := a.world.NamedProject(name)
		list.Projects = append(list.Projects, listedProject{
			Links:   links{Self: c.address("/v3/projects/" + id)},
			Enabled: true, ID: id, ParentID: a.domainID(), DomainID: a.domainID(), Name: name,
		})
	}
	return a.answerAtStart(list)
}

// listAuthProjects answers which projects the caller can use: all of them.
func (a *API) listAuthProjects(c iamCall) (iamAnswer, error) {
	list := authProjectList{Projects: []authProject{}, Links: selfLink{c.address("/v3/auth/projects")}}
	for _, name := range a.projectNames() {
		id := a.world.NamedProject(name)
		list.Projects = append(list.Projects, authProject{
			DomainID: a.domainID(), ParentID: a.domainID(), Name: name,
			Links: selfLink{c.address("/v3/projects/" + id)}, ID: id, Enabled: true,
		})
	}
	return a.answerAtStart(list)
}

// showProject answers which project has an id.
func (a *API) showProject(c iamCall) (iamAnswer, error) {
	name, ok := a.world.ProjectName(c.projectID)
	if !ok {
		return iamAnswer{}, unknownProject(c.projectID)
	}
	return a.answerAtStart(map[string]shownProject{"project": {
		Links: selfLink{c.address("/v3/projects/" + c.projectID)}, Enabled: true,
		ID: c.projectID, ParentID: a.domainID(), DomainID: a.domainID(), Name: name,
	}})
}

// listAuthDomains answers which account the caller's is. Its name is the one with which
// the caller got its token.
func (a *API) listAuthDomains(c iamCall) (iamAnswer, error) {
	_, name := a.firstUser()
	if info, ok := a.world.LookUpToken(c.token()); ok {
		name = cmp.Or(info.Account, name)
	}
	return a.answerAtStart(domainList{
		Domains: []listedDomain{{Enabled: true, ID: a.domainID(), Links: selfLink{c.address("/v3/domains/" + a.domainID())}, Name: name}},
		Links:   selfLink{c.address("/v3/auth/domains")},
	})
}

// listRegions answers which regions have the service.
func (a *API) listRegions(c iamCall) (iamAnswer, error) {
	list := regionList{Links: links{Self: c.address("/v3/regions")}}
	for _, r := range ges.Regions() {
		list.Regions = append(list.Regions, listedRegion{
			Links: selfLink{c.address("/v3/regions/" + r.ID)}, Type: "public", ID: r.ID, Locales: locales{r.Chinese, r.English},
		})
	}
	return a.answerAtStart(list)
}
