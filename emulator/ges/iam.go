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

// Region is a region of the vendor's.
type Region struct{ ID, Chinese, English string }

// regions are those in which the vendor's SDK has an endpoint of the service.
var regions = [...]Region{
	{"cn-north-4", "华北-北京四", "CN North-Beijing4"},
	{"cn-north-1", "华北-北京一", "CN North-Beijing1"},
	{"cn-north-2", "华北-北京二", "CN North-Beijing2"},
	{"cn-east-3", "华东-上海一", "CN East-Shanghai1"},
	{"cn-south-1", "华南-广州", "CN South-Guangzhou"},
	{"ap-southeast-1", "中国-香港", "CN-Hong Kong"},
	{"ap-southeast-3", "亚太-新加坡", "AP-Singapore"},
	{"eu-west-101", "欧洲-都柏林", "EU-Dublin"},
	{"ru-moscow-1", "俄罗斯-莫斯科一", "RU-Moscow1"},
}

// Regions returns the regions of the vendor's that have the service.
func Regions() []Region { return regions[:] }
