package diff

import (
	"regexp"
	"slices"
	"strings"
)

// maxIDs is how many pairs of ids are related; later ones are compared as texts.
const maxIDs = 1_000_000

// ids relates the recorded ids to those that the emulator gave in their place, one to one.
type ids struct {
	ours     map[string]string // by the recorded id
	recorded map[string]string // by the emulator's
}

func newIDs() *ids { return &ids{map[string]string{}, map[string]string{}} }

// idNames are the members whose values are ids of jobs, graphs and backups.
var idNames = []string{"jobId", "job_id", "id", "graphId", "graph_id", "backupId", "backup_id"} //nolint:gochecknoglobals // read-only

// idOf is the id of an object: the first of its members that is one.
func idOf(o map[string]any) string {
	for _, name := range idNames {
		if id, ok := o[name].(string); ok && id != "" {
			return id
		}
	}
	return ""
}

// relate relates the ids of two objects. It reports whether they have another id at each
// side: then all else that a server invents is another too.
func (c *comparison) relate(want, got map[string]any) bool {
	differ := false
	for _, name := range idNames {
		recorded, ok := want[name].(string)
		ours, given := got[name].(string)
		if !ok || !given || recorded == ours || !alike(recorded, ours) {
			continue
		}
		c.ids.add(recorded, ours)
		differ = differ || c.ids.ours[recorded] == ours
	}
	return differ
}

func (m *ids) add(recorded, ours string) {
	_, known := m.ours[recorded]
	_, given := m.recorded[ours]
	if !known && !given && len(m.ours) < maxIDs {
		m.ours[recorded], m.recorded[ours] = ours, recorded
	}
}

// sameText reports whether two texts are equal, or ids in place of each other, or texts
// with such ids in them.
func (c *comparison) sameText(field, recorded, ours string) bool {
	if recorded == ours {
		return true
	}
	if known, ok := c.ids.ours[recorded]; ok {
		return known == ours
	}
	if _, given := c.ids.recorded[ours]; given && slices.Contains(idNames, lastName(field)) {
		return false
	}
	return c.ids.translate(recorded) == ours || c.ids.samePath(recorded, ours) || c.invented && inventedField(field)
}

// pathPseudonym is the pseudonym of a segment of a path in the object storage.
var pathPseudonym = regexp.MustCompile(`^p[0-9a-f]{10}(\.\w{1,4})?$`)

// samePath reports whether one of two paths is of pseudonyms that can stand for the other:
// one for each segment, and the same one wherever that comes.
func (m *ids) samePath(recorded, ours string) bool {
	segments, others := strings.Split(recorded, "/"), strings.Split(ours, "/")
	if len(segments) != len(others) {
		return false
	}
	for i, segment := range segments {
		if segment == others[i] {
			continue
		}
		if !standsFor(segment, others[i]) && !standsFor(others[i], segment) {
			return false
		}
		if m.add(segment, others[i]); m.ours[segment] != others[i] {
			return false
		}
	}
	return true
}

// standsFor reports whether a pseudonym can be that of a segment: it has its ending.
func standsFor(pseudonym, segment string) bool {
	found := pathPseudonym.FindStringSubmatch(pseudonym)
	return len(found) == 2 && strings.HasSuffix(segment, found[1])
}

// word is what an id can be made of.
var word = regexp.MustCompile(`[0-9A-Za-z][0-9A-Za-z._:-]*`)

// translate puts the emulator's ids in place of the recorded ones.
func (m *ids) translate(text string) string {
	if len(m.ours) == 0 || text == "" {
		return text
	}
	return word.ReplaceAllStringFunc(text, func(found string) string {
		if ours, ok := m.ours[found]; ok {
			return ours
		}
		if trimmed := strings.TrimRight(found, "._:-"); m.ours[trimmed] != "" {
			return m.ours[trimmed] + found[len(trimmed):]
		}
		return found
	})
}

// alike reports whether an id can stand for a recorded one: both are invented and have
// hyphens in the same places, or one is the pseudonym of a word.
func alike(recorded, ours string) bool {
	switch {
	case !invented.MatchString(recorded):
		return invented.MatchString(ours) && len(ours) == pseudonym
	case !invented.MatchString(ours):
		return len(recorded) == pseudonym
	}
	return len(recorded) == len(ours) && hyphens(recorded) == hyphens(ours)
}

// pseudonym is the length of a pseudonym, in hexadecimal digits.
const pseudonym = 32

func hyphens(id string) string {
	return strings.Map(func(c rune) rune {
		if c == '-' {
			return c
		}
		return 'x'
	}, id)
}

// invented is what every id looks like that a server invents.
var invented = regexp.MustCompile(`^[0-9a-fA-F-]{16,64}$`)

// inventedField reports whether the value of a field is one that a server invents for
// what it creates.
func inventedField(field string) bool {
	return slices.Contains([]string{
		"createdBy", "azCode", "regionCode", "vpcId", "subnetId", "securityGroupId", "privateIp", "trafficIpList", "publicIp", "masterKeyId", "size",
		"created_by", "az_code", "region_code", "vpc_id", "subnet_id", "security_group_id", "private_ip", "traffic_ip_list", "public_ip", "master_key_id",
	}, lastName(field))
}

// lastName is the name of the last member of a path, without the place in a list.
func lastName(field string) string {
	name := field[strings.LastIndexByte(field, '.')+1:]
	name, _, _ = strings.Cut(name, "[")
	return name
}
