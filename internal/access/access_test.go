package access

import (
	"strings"
	"testing"
)

func TestOriginsAreAsBrowsersSendThem(t *testing.T) {
	for given, want := range map[string]string{
		"*":                                "*",
		"http://localhost:3000":            "http://localhost:3000",
		"HTTP://LocalHost:3000":            "http://localhost:3000",
		"http://localhost:80":              "http://localhost",
		"http://localhost:080":             "http://localhost",
		"https://app.example:443":          "https://app.example",
		"https://app.example:80":           "https://app.example:80",
		"http://bücher.example":            "http://xn--bcher-kva.example",
		"http://BÜCHER.example:8080":       "http://xn--bcher-kva.example:8080",
		"http://[0:0:0:0:0:0:0:1]:3000":    "http://[::1]:3000",
		"http://my_app:3000":               "http://my_app:3000",
		"http://127.0.0.1":                 "http://127.0.0.1",
		"http://3f2a1bcd9e:8080":           "http://3f2a1bcd9e:8080",
		"capacitor://localhost":            "capacitor://localhost",
		"chrome-extension://abcdefghijklm": "chrome-extension://abcdefghijklm",
	} {
		if got, err := ParseOrigin(given); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", given, got, err, want)
		}
	}
}

func TestWhatNoBrowserSendsIsNoOrigin(t *testing.T) {
	for _, text := range []string{
		"", "null", "localhost:3000", "localhost", "//localhost", "http://", "http:localhost", "http://a/", "http://a/b", "http://a?", "http://a?b", "http://a#",
		"http://a#b", "http://u@a", "http://*.example", "http://a b", " http://a", "http://a,http://b", "http://a:", "http://a:0", "http://a:65536", "http://a:x",
		"http://127.1", "http://0x7f", "http://a.0x", "http://a.1", "http://1.2.3.256", "http://[::ffff:127.0.0.1]", "http://[::1", "http://[fe80::1%25eth0]", "http://::1", "http://a..b",
		"http://xn--\u00fc.example", "http://" + strings.Repeat("a", 64),
	} {
		if got, err := ParseOrigin(text); err == nil || !strings.Contains(err.Error(), "is not an origin such as") {
			t.Errorf("%q is taken as %q, %v", text, got, err)
		}
	}
}

func TestOriginAllowed(t *testing.T) {
	for _, c := range []struct {
		origins []string
		yes, no []string
	}{
		{
			nil,
			[]string{"http://localhost", "https://localhost:3000", "http://127.0.0.1:1", "http://127.9.8.7", "http://[::1]:3000", "http://app.localhost:5173"},
			[]string{
				"", "null", "*", "http://evil.example", "http://localhost.evil.example", "http://127.0.0.1.evil.example", "http://evil.example#http://localhost",
				"http://localhost@evil.example", "http://192.168.0.1", "http://0.0.0.0", "http://notlocalhost", "http://[::2]", "file://localhost", "http://127.0.0.1:x",
			},
		},
		{
			[]string{"https://a.example"},
			[]string{"https://a.example"},
			[]string{"", "null", "http://a.example", "https://a.example:444", "https://b.a.example", "http://localhost"},
		},
		{[]string{"*"}, []string{"", "null", "http://evil.example", "http://localhost"}, nil},
	} {
		for _, origin := range c.yes {
			if !OriginAllowed(origin, c.origins) {
				t.Errorf("%q is not let in by %q", origin, c.origins)
			}
		}
		for _, origin := range c.no {
			if OriginAllowed(origin, c.origins) {
				t.Errorf("%q is let in by %q", origin, c.origins)
			}
		}
	}
}

func TestSameOrigin(t *testing.T) {
	for host, origins := range map[string][2][]string{
		"localhost:8080":   {{"http://localhost:8080", "https://localhost:8080"}, {"", "null", "http://localhost", "http://localhost:80", "http://127.0.0.1:8080", "http://evil.example:8080"}},
		"GES.test":         {{"http://ges.test"}, {"http://a.ges.test", "http://ges.test:8080", "ges.test", "http://ges.test@evil.example"}},
		"[2001:db8::1]:80": {{"http://[2001:db8::1]:80"}, {"http://[2001:db8::1]"}},
		"":                 {nil, {"", "null", "://", "http://"}},
	} {
		for i, want := range []bool{true, false} {
			for _, origin := range origins[i] {
				if SameOrigin(origin, host) != want {
					t.Errorf("%q at %q: %t", origin, host, !want)
				}
			}
		}
	}
}

func TestEmbedded(t *testing.T) {
	for headers, want := range map[[2]string]bool{
		{"", ""}: false, {"none", "document"}: false, {"same-origin", "image"}: false, {"same-origin", "empty"}: false,
		{"cross-site", "document"}: false, {"same-site", "document"}: false, // links
		{"cross-site", "image"}: true, {"cross-site", "script"}: true, {"cross-site", "iframe"}: true, {"cross-site", "empty"}: true, {"cross-site", ""}: true,
		{"same-site", "image"}: true, {"same-site", "frame"}: true,
	} {
		if Embedded(headers[0], headers[1]) != want {
			t.Errorf("%q: %t", headers, !want)
		}
	}
}

func TestHostAllowed(t *testing.T) {
	var hosts []string
	for _, text := range []string{"GES.test", "bücher.example", "192.0.2.7", "[2001:DB8::1]"} {
		host, err := ParseHost(text)
		if err != nil {
			t.Fatal(err)
		}
		hosts = append(hosts, host)
	}
	for _, host := range []string{
		"localhost", "LOCALHOST:8080", "localhost.:80", "127.0.0.1:8080", "127.1.2.3", "[::1]", "[::1]:8080", "a.b.localhost:1",
		"LOCALHOST.", "a.LocalHost.:1", "[0:0::1]:80",
		"ges.test", "Ges.Test:8080", "xn--bcher-kva.example:1", "192.0.2.7:80", "[2001:db8::1]:80",
	} {
		if !HostAllowed(host, hosts) {
			t.Errorf("%q is refused", host)
		}
	}
	for _, host := range []string{
		"", ":8080", "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0:8080", "192.168.0.1", "a.ges.test",
		"[::2]:80", "[::1", "localhost:80:80", "127.1", "2130706433", "localhost@evil.example", "::",
		"0x7f000001", "0x7f.1", "0177.0.0.1", "127.0.0.1.", "localhost..", ".localhost", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]:80", "[::]", "[::1%25lo]", "ges.test.",
	} {
		if HostAllowed(host, hosts) {
			t.Errorf("%q is let in", host)
		}
	}
	for _, text := range []string{"", "*", "ges.test:8080", "http://ges.test", "a/b", "127.1", "a b", "*.test"} {
		if got, err := ParseHost(text); err == nil || !strings.Contains(err.Error(), "is not a host name such as") {
			t.Errorf("%q is taken as %q, %v", text, got, err)
		}
	}
}

func TestToken(t *testing.T) {
	for _, token := range []string{"", "se cret", "secret\n", "s\u00e9cret", "\x7f"} {
		if err := CheckToken(token); err == nil || token != "" && strings.Contains(err.Error(), token) {
			t.Errorf("%q: %v", token, err)
		}
	}
	if err := CheckToken("s3cret"); err != nil {
		t.Error(err)
	}
	for header, want := range map[string]bool{
		"Bearer s3cret": true, "bearer s3cret": true, "BEARER s3cret": true, "bEaReR  s3cret": true,
		"": false, "Bearer": false, "Bearer ": false, "s3cret": false, "Basic s3cret": false, "Bearers3cret": false, "Bearer S3CRET": false, "Bearer s3cret x": false,
	} {
		if TokenSent(header, "s3cret") != want {
			t.Errorf("%q: %t", header, !want)
		}
	}
}
