package access

import (
	"fmt"
	"regexp"
)

// replicaName is what the name of a replica can be.
var replicaName = regexp.MustCompile("^[A-Za-z0-9._-]{1,64}$")

// CheckReplica reports what is wrong with the name of a replica.
func CheckReplica(name string) error {
	if !replicaName.MatchString(name) {
		return fmt.Errorf("%q is not a replica's name: it is 1 to 64 letters, digits, or . _ -", name)
	}
	return nil
}
