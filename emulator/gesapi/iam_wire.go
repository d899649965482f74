package gesapi

import "encoding/json"

// The bodies of the identity service's calls, their keys in the order of the
// vendor's pages.

// reference is what has an id and a name.
type reference struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// tokenRequest is the body of a request for a token.
type tokenRequest struct {
	Auth struct {
		Identity struct {
			Methods  []string `json:"methods"`
			Password struct {
				User requestUser `json:"user"`
			} `json:"password"`
		} `json:"identity"`
		Scope *requestScope `json:"scope"`
	} `json:"auth"`
}

// requestUser is known by a name and an account, or by an id.
type requestUser struct {
	reference
	Password string    `json:"password"`
	Domain   reference `json:"domain"`
}

func (u requestUser) name() string {
	if u.Name == "" {
		return u.ID
	}
	return u.Name
}

func (u requestUser) account() string {
	if u.Domain.Name == "" {
		return u.Domain.ID
	}
	return u.Domain.Name
}

// keyRequest is the body of a request for a temporary key.
type keyRequest struct {
	Auth struct {
		Identity struct {
			Methods []string `json:"methods"`
			Token   struct {
				ID              string          `json:"id"`
				DurationSeconds json.RawMessage `json:"duration_seconds"`
			} `json:"token"`
		} `json:"identity"`
	} `json:"auth"`
}

// credential is a temporary key.
type credential struct {
	Access        string `json:"access"`
	ExpiresAt     string `json:"expires_at"`
	Secret        string `json:"secret"`
	SecurityToken string `json:"securitytoken"`
}

type requestScope struct {
	Project *reference `json:"project"`
	Domain  *reference `json:"domain"`
}

// tokenBody is what is told of a token beside its value.
type tokenBody struct {
	ExpiresAt string         `json:"expires_at"`
	Methods   []string       `json:"methods"`
	Catalog   []catalogEntry `json:"catalog"`
	Domain    *reference     `json:"domain,omitempty"` // of a token of an account
	Roles     []reference    `json:"roles"`
	Project   *tokenProject  `json:"project,omitempty"`
	IssuedAt  string         `json:"issued_at"`
	User      tokenUser      `json:"user"`
}

type tokenProject struct {
	Domain reference `json:"domain"`
	ID     string    `json:"id"`
	Name   string    `json:"name"`
}

type tokenUser struct {
	Domain            reference `json:"domain"`
	ID                string    `json:"id"`
	Name              string    `json:"name"`
	PasswordExpiresAt string    `json:"password_expires_at"` // "": never
}

type catalogEntry struct {
	Endpoints []catalogEndpoint `json:"endpoints"`
	ID        string            `json:"id"`
	Name      string            `json:"name"`
	Type      string            `json:"type"`
}

type catalogEndpoint struct {
	ID        string `json:"id"`
	Interface string `json:"interface"`
	Region    string `json:"region"`
	RegionID  string `json:"region_id"`
	URL       string `json:"url"`
}

// projectList is what projects there are.
type projectList struct {
	Links    links           `json:"links"`
	Projects []listedProject `json:"projects"`
}

type links struct {
	Self     string  `json:"self"`
	Previous *string `json:"previous"`
	Next     *string `json:"next"`
}

type listedProject struct {
	IsDomain    bool   `json:"is_domain"`
	Description string `json:"description"`
	Links       links  `json:"links"`
	Enabled     bool   `json:"enabled"`
	ID          string `json:"id"`
	ParentID    string `json:"parent_id"`
	DomainID    string `json:"domain_id"`
	Name        string `json:"name"`
}

type selfLink struct {
	Self string `json:"self"`
}

// authProjectList is which projects a caller can use.
type authProjectList struct {
	Projects []authProject `json:"projects"`
	Links    selfLink      `json:"links"`
}

type authProject struct {
	DomainID    string   `json:"domain_id"`
	IsDomain    bool     `json:"is_domain"`
	ParentID    string   `json:"parent_id"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Links       selfLink `json:"links"`
	ID          string   `json:"id"`
	Enabled     bool     `json:"enabled"`
}

// shownProject is one project.
type shownProject struct {
	IsDomain    bool     `json:"is_domain"`
	Description string   `json:"description"`
	Links       selfLink `json:"links"`
	Enabled     bool     `json:"enabled"`
	ID          string   `json:"id"`
	ParentID    string   `json:"parent_id"`
	DomainID    string   `json:"domain_id"`
	Name        string   `json:"name"`
}

// domainList is which accounts a caller can use.
type domainList struct {
	Domains []listedDomain `json:"domains"`
	Links   selfLink       `json:"links"`
}

type listedDomain struct {
	Description string   `json:"description"`
	Enabled     bool     `json:"enabled"`
	ID          string   `json:"id"`
	Links       selfLink `json:"links"`
	Name        string   `json:"name"`
}

// regionList is which regions there are.
type regionList struct {
	Regions []listedRegion `json:"regions"`
	Links   links          `json:"links"`
}

type listedRegion struct {
	ParentRegionID *string  `json:"parent_region_id"`
	Description    string   `json:"description"`
	Links          selfLink `json:"links"`
	Type           string   `json:"type"`
	ID             string   `json:"id"`
	Locales        locales  `json:"locales"`
}

type locales struct {
	Chinese string `json:"zh-cn"`
	English string `json:"en-us"`
}
