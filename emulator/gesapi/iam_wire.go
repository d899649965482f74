package gesapi

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
