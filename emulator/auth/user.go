package auth

import "crypto/subtle"

// Login reports whether a user can have a token issued. Any user can, unless the
// scenario defines users. domain is the name of the user's account.
func (c *Checker) Login(name, password, domain string) bool {
	if len(c.users) == 0 {
		return true
	}
	for _, u := range c.users {
		if u.Name == name && (u.Domain == "" || u.Domain == domain) {
			return subtle.ConstantTimeCompare([]byte(u.Password), []byte(password)) == 1
		}
	}
	return false
}
