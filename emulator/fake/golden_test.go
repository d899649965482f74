package fake_test

import (
	"fmt"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// Users write invented values into their tests, so a change of gofakeit or of the keys'
// hash is a breaking change, and must be detected here.
func TestValuesStayAsTheyAre(t *testing.T) {
	v, k := fake.New(), fake.NewKey(42)
	for _, c := range []struct{ what, got, want string }{
		{"the key of seed 42", hex(k), "b29ed950786f5ae357e1faba65107204"},
		{"the key of seed 0", hex(fake.NewKey(0)), "48218226ff3cd4bfa706dd2f4d197e6f"},
		{"the key of seed -1", hex(fake.NewKey(-1)), "445018e305810b785dc20aa7b2a27137"},
		{"the key of a purpose", hex(k.For("job")), "60d4c6a23b60ecceced054f97b24fe6d"},
		{"the key of an empty purpose", hex(k.For("")), "e48db4c962b93260891c47be4bbc29c8"},
		{"the key of eight letters", hex(k.For("jobNames")), "a829b8b3e5ae5bea15fe7e79ce8676ce"},
		{"the key of a long purpose", hex(k.For("relatedGraph of the project")), "5b1e036c157fff860facf95e3370f345"},
		{"the first of several", hex(k.Nth(0)), "d417568e97401af36310bf04d8207f46"},
		{"the millionth of several", hex(k.Nth(999_999)), "5509c9c73b78f82d3917e570b1563ec5"},
		{"a number from 1 to 6", fmt.Sprint(v.Between(k, 1, 6)), "5"},
		{"a number from 0 to 10¹⁸", fmt.Sprint(v.Between(k, 0, 1e18)), "166309114763032831"},
		{"an index", fmt.Sprint(v.Index(k, 1000)), "834"},
		{"a share", fmt.Sprint(v.Share(k)), "0.3432919220986735"},
		{"one of three", v.One(k, []string{"a", "b", "c"}), "b"},
		{"graph 0", v.GraphName(k.Nth(0)), "music_history31"},
		{"graph 1", v.GraphName(k.Nth(1)), "device_core87"},
		{"graph 2", v.GraphName(k.Nth(2)), "payment_catalog73"},
		{"bucket 0", v.Bucket(k.Nth(0)), "murray-data"},
		{"bucket 1", v.Bucket(k.Nth(1)), "baumbach-obs"},
		{"bucket 2", v.Bucket(k.Nth(2)), "stracke-data"},
		{"cause 0", v.Cause(k.Nth(0), 1000), "line 476: 2 columns found, the label life has another number of properties"},
		{"cause 1", v.Cause(k.Nth(1), 1000), "line 330: the source vertex does not exist"},
		{"cause 2", v.Cause(k.Nth(2), 1000), "line 503: the target vertex does not exist"},
		{"cause 3", v.Cause(k.Nth(3), 1000), "line 852: the label woman is not in the schema"},
		{"cause 4", v.Cause(k.Nth(4), 1000), "line 783: the quotation mark is not closed"},
		{"cause 5", v.Cause(k.Nth(5), 1000), "line 16: the target vertex does not exist"},
	} {
		if c.got != c.want {
			t.Errorf("%s is %s, but was %s in earlier versions", c.what, c.got, c.want)
		}
	}
}

func hex(k fake.Key) string { return string(k.AppendHex(nil)) }
