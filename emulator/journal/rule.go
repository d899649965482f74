package journal

// Severity says what a violation is worth.
type Severity string

// The severities. An information is worth knowing but no mistake: it fails no
// test, and strict mode lets it pass. The same holds of what the emulator does not
// emulate, which is a limit of the emulator and not of the client.
const (
	Error         Severity = "error"
	Info          Severity = "info"
	EmulatorLimit Severity = "notEmulated"
)

// RuleID is the stable name of a rule.
type RuleID string

// The rules.
const (
	UnknownPath       RuleID = "unknown-path"
	WrongMethod       RuleID = "wrong-method"
	NotEmulated       RuleID = "not-emulated"
	BadProjectID      RuleID = "bad-project-id"
	ProjectIDLetters  RuleID = "project-id-letters"
	Body              RuleID = "body"
	ContentType       RuleID = "content-type"
	UnknownParameter  RuleID = "unknown-parameter"
	RepeatedParameter RuleID = "repeated-parameter"
	MalformedEncoding RuleID = "malformed-encoding"
	BadValue          RuleID = "bad-value"
	TwoNames          RuleID = "two-names"
	InvertedDates     RuleID = "inverted-dates"
	NewerName         RuleID = "newer-name"
	EmptyValue        RuleID = "empty-value"
	BadField          RuleID = "bad-field"
	MissingField      RuleID = "missing-field"
	UnknownField      RuleID = "unknown-field"
	RepeatedField     RuleID = "repeated-field"
	UnknownWord       RuleID = "unknown-word"
	OtherGraph        RuleID = "other-graph"
)

// Rule is something that the contract asks of a request.
type Rule struct {
	ID       RuleID
	Severity Severity
	Says     string // what a violation of it is
	Answered string // what the service answers to one, strict mode aside
	Where    string // where the contract says so

	// anyValue: violations of one parameter are one entry, whatever its value.
	anyValue bool
}

// rules is the one table of rules, in the order in which a request is checked.
var rules = [...]Rule{
	{UnknownPath, Error, "the path, or its action_id, is none of the vendor's calls", "404 APIGW.0101; 400 GES.7048 for an action_id",
		"vendor's page, «URI»", false},
	{WrongMethod, Error, "the path takes another method", "404 APIGW.0101",
		"vendor's page, «URI»", false},
	{NotEmulated, EmulatorLimit, "the vendor has the operation, the emulator does not", "501 EMULATOR.NotImplemented",
		"the vendor's SDKs, services/ges/v1 and services/ges/v2", false},
	{BadProjectID, Error, "the project id in the path cannot be one", "400 GES.0001",
		"vendor's page, parameter projectId; its length and characters: page of the v2 call", false},
	{ProjectIDLetters, Info, "the project id has - or _, which the vendor's newest page, that of the v2 call, does not allow", "the answer to the rest",
		"page of the v2 call, parameter project_id: letters and digits only", false},
	{Body, Error, "the request has a body, which a GET must not have", "the answer to the rest",
		"vendor's page, «Request»: it has none", true},
	{ContentType, Error, "the Content-Type is another than application/json", "the answer to the rest",
		"vendor's general pages, request headers; none at all is fine", false},
	{UnknownParameter, Error, "the parameter is none of this call's", "the answer to the rest",
		"vendor's page, table «URI parameters»", true},
	{RepeatedParameter, Error, "the parameter came more than once; the first counts", "the answer to the first",
		"vendor's page, table «URI parameters»: each has one value", true},
	{MalformedEncoding, Error, "the name or the value of a parameter is not percent-encoded UTF-8", "400 GES.0001; of an unknown parameter the answer to the rest",
		"RFC 3986, section 2.1", false},
	{BadValue, Error, "the value is not one that the parameter can have", "400 GES.0001",
		"vendor's page, table «URI parameters»; openapi.yaml", false},
	{TwoNames, Error, "the parameter came under both its names, such as graphName and graph_name", "400 GES.0001 when they differ",
		"vendor's page, parameter graphName; newer pages, parameter graph_name", false},
	{InvertedDates, Error, "startTime is after endTime: no job can match", "200, an empty list",
		"vendor's page, parameters startTime and endTime", false},
	{NewerName, Info, "the parameter came under its name on newer pages and in the vendor's SDKs, such as graph_name for graphName", "the answer to the page's name",
		"vendor's page, parameter graphName; newer pages, parameter graph_name", true},
	{EmptyValue, Info, "the parameter came without a value, or a field of the body with an empty word, as if it were absent", "the answer to the rest",
		"openapi.yaml, allowEmptyValue", true},
	{BadField, Error, "the body is no JSON object, or a field of it has a value of another type, or an empty one", "400 GES.7016; 400 GES.7050 for an empty value",
		"page of the operation, table «Request»; openapi.yaml", false},
	{MissingField, Error, "a required field of the body is missing, or null", "400 GES.7049",
		"page of the operation, table «Request»; openapi.yaml", false},
	{UnknownField, Error, "the body has a field that this operation does not have", "the answer to the rest",
		"page of the operation, table «Request»; openapi.yaml", true},
	{RepeatedField, Error, "the body has a field more than once; the last counts", "the answer to the last",
		"RFC 8259, section 4: names in an object should be unique", true},
	{OtherGraph, Error, "the job belongs to another graph than the one in the path", "the job; 400 GES.8301 in strict mode",
		"vendor's page «query a job», parameter graphId", false},
	{UnknownWord, Error, "the field has a word that is none of the documented ones", "the answer to the rest",
		"page of the operation, table «Request»; openapi.yaml", false},
}

// Rules lists what a request can violate.
func Rules() []Rule { return rules[:] }

// LookUpRule finds a rule.
func LookUpRule(id RuleID) (Rule, bool) {
	for _, r := range rules {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}
