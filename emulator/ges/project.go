package ges

// ValidProjectID reports whether an id is a valid project id: 1 to 64 letters, digits, -
// or _. The vendor's newest page allows only letters and digits; the other two are a
// decision of this project, because tests often use their own name as project id.
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

// ProjectIDRule describes the ids that ValidProjectID accepts.
const ProjectIDRule = "1 to 64 letters, digits, - or _"
