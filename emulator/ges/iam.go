package ges

import (
	"slices"
	"strings"
)

// iamVersions is the first segments of the identity service's paths, in all its
// APIs: users and tokens, extensions, permanent access keys, and the caller's
// identity.
var iamVersions = [...]string{"v3", "v3.0", "v3-ext", "v5"}

// IsIAMPath says whether a path is one of the identity service, emulated or not. A
// path of the graph engine with such a version is not: no version of the identity
// service has graphs.
func IsIAMPath(path string) bool {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	return slices.Contains(iamVersions[:], segments[0]) && (len(segments) < 3 || segments[2] != "graphs")
}
