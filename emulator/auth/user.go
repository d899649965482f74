package auth

import "crypto/subtle"

// Login says whether a user may have a token: any may, unless the scenario names
// the users that there are. domain is the name of the user's account.
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
