package ges

// ValidProjectID says whether an id can be a project's: 1 to 64 letters, digits,
// - or _. The vendor's newest page allows letters and digits only; the other
// two are a decision of this project, because tests like to name their project
// after themselves.
func ValidProjectID(id string) bool {
	if len(id) < 1 || len(id) > 64 {
		return false
	}
	for _, r := range id {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
		default:
			return false
		}
	}
	return true
}

// ProjectIDRule is what ValidProjectID asks for, in words.
const ProjectIDRule = "1 to 64 letters, digits, - or _"
