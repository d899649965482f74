package ges

import "strings"

// ErrorCode is one row of the error table: a code with its default HTTP status and
// message, and where the vendor documents it.
type ErrorCode struct {
	Code    string
	Status  int // HTTP status
	Message string
	Source  string // as docs/fidelity.md names it
}

// The sources of the error table.
const (
	managementCodes = "error codes"
	newerCodes      = "error codes, 2025-11-28"
	newerExamples   = "examples of neighbouring pages, 2025-12-18"
	serviceCodes    = "error codes of the service plane"
	listJobsPage    = "page"
	signingGuide    = "signing guide"
)

// Codes that the emulator itself uses.
const (
	IncorrectParameter = "GES.0001"
	ResourceNotFound   = "GES.0016"
	InternalError      = "GES.9999"
	InvalidOperation   = "GES.7048"
	NoSuchAPI          = "APIGW.0101"
	BadRequest         = "APIGW.0201" // of the gateway: body too large or incomplete
	BadCredentials     = "APIGW.0301"
	NotAuthorized      = "APIGW.0302"
	NoSuchJob          = "GES.8301"

	// NotImplemented is the emulator's own code for an operation that it does not
	// emulate, in the format of the gateway. It is in no table of the vendor.
	NotImplemented = "EMULATOR.NotImplemented"
)

// errorCodes is the table of error codes: those of the management plane (vendor's
// error-code page, 2021-09, and its examples), then those of the API gateway (vendor's
// signing guide). GES.9999 is in no table of the vendor, only in the failure example of
// the list-jobs page. If the vendor lists several HTTP statuses for a code (APIGW.0201),
// this is the first; a fault can set another.
var errorCodes = [...]ErrorCode{
	{"GES.0001", 400, "Incorrect parameter.", managementCodes},
	{"GES.0016", 400, "Resource not found", newerCodes},
	{"GES.0047", 404, "Cluster does not exist or has been deleted.", newerExamples},
	{"GES.7000", 400, "The graph does not exist or has been deleted.", managementCodes},
	{"GES.7001", 400, "The graph is not running.", managementCodes},
	{"GES.7002", 400, "The graph is being backed up.", managementCodes},
	{"GES.7003", 400, "The graph is being stopped or is stopped.", managementCodes},
	{"GES.7004", 400, "Components at the IaaS layer are faulty.", managementCodes},
	{"GES.7005", 408, "The underlying service of the graph engine is unavailable.", managementCodes},
	{"GES.7006", 400, "An internal error occurs in the underlying service of the graph engine.", managementCodes},
	{"GES.7007", 400, "The job does not exist.", managementCodes},
	{"GES.7008", 400, "The job is stopped.", managementCodes},
	{"GES.7009", 400, "The job operation is not supported.", managementCodes},
	{"GES.7010", 400, "Failed to verify the schema and data files.", managementCodes},
	{"GES.7011", 400, "The path or name of the schema or data file is invalid.", managementCodes},
	{"GES.7012", 400, "Failed to verify the graph name.", managementCodes},
	{"GES.7013", 400, "The graph name already exists.", managementCodes},
	{"GES.7014", 400, "An error is reported when the metadata verification API is called.", managementCodes},
	{"GES.7015", 400, "The graph is not running or is stopped.", managementCodes},
	{"GES.7016", 400, "The request body or header is invalid.", managementCodes},
	{"GES.7017", 400, "The object does not exist. Check whether the bucket or object name is correct.", managementCodes},
	{"GES.7018", 400, "The number of graphs or edges reaches the upper limit.", managementCodes},
	{"GES.7019", 400, "The number of graph backups reaches the upper limit.", managementCodes},
	{"GES.7020", 400, "The VPC does not exist.", managementCodes},
	{"GES.7021", 400, "The subnet cannot be found in the specified VPC.", managementCodes},
	{"GES.7022", 400, "The security group does not exist.", managementCodes},
	{"GES.7023", 400, "The graph size index is invalid.", managementCodes},
	{"GES.7024", 400, "The graph backup does not exist or has been deleted.", managementCodes},
	{"GES.7027", 400, "Failed to create an agency.", managementCodes},
	{"GES.7028", 400, "Failed to authorize an agency.", managementCodes},
	{"GES.7029", 400, "The agency resource exceeds the quota limit.", managementCodes},
	{"GES.7030", 400, "Agency query error.", managementCodes},
	{"GES.7031", 400, "Invalid binding type of an EIP.", managementCodes},
	{"GES.7032", 400, "The EIP resource exceeds the quota limit.", managementCodes},
	{"GES.7033", 400, "Invalid EIP ID.", managementCodes},
	{"GES.7034", 400, "Resources in the current AZ have been sold out.", managementCodes},
	{"GES.7035", 400, "Invalid region code.", managementCodes},
	{"GES.7036", 400, "The target version is earlier than the current version.", managementCodes},
	{"GES.7037", 400, "The graph is not in the Stopped state.", managementCodes},
	{"GES.7038", 400, "You cannot bind an EIP to a graph that has bound an EIP.", managementCodes},
	{"GES.7039", 400, "You cannot unbind an EIP from a graph that has not bound an EIP.", managementCodes},
	{"GES.7040", 400, "Failed to back up a graph.", managementCodes},
	{"GES.7041", 400, "Insufficient permission.", managementCodes},
	{"GES.7042", 400, "The graph is being created.", managementCodes},
	{"GES.7048", 400, "Invalid graph operation.", managementCodes},
	{"GES.7049", 400, "The parameter does not exist.", managementCodes},
	{"GES.7050", 400, "The parameter is empty.", managementCodes},
	{"GES.7051", 400, "Components at the IaaS layer are faulty.", managementCodes},
	{"GES.7052", 400, "Invalid CPU architecture of the graph instance.", managementCodes},
	{"GES.7054", 400, "The graph is being deleted or has been deleted.", managementCodes},
	{"GES.7056", 400, "The graph of the current flavor cannot be scaled out.", managementCodes},
	{"GES.7057", 400, "Invalid graph flavor for scale-out.", managementCodes},
	{"GES.7059", 400, "The IaaS resources of the graph flavor to be scaled out are insufficient.", managementCodes},
	{"GES.7061", 400, "Failed to create the ECS because the resources are insufficient.", managementCodes},
	{"GES.7062", 400, "Failed to create the data disk.", managementCodes},
	{"GES.7063", 400, "Failed to create the system disk.", managementCodes},
	{"GES.7064", 400, "Failed to create the ECS.", managementCodes},
	{"GES.7065", 400, "Failed to query the image because the image does not exist.", managementCodes},
	{"GES.7066", 400, "Failed to query the flavor.", managementCodes},
	{"GES.7067", 400, "Insufficient ECS quota.", managementCodes},
	{"GES.7068", 400, "Invalid request parameters.", managementCodes},
	{"GES.7069", 400, "The metadata file is too large.", managementCodes},
	{"GES.7070", 400, "Failed to parse the metadata file.", managementCodes},
	{"GES.8011", 400, "Failed to export a graph.", serviceCodes},
	{"GES.8012", 400, "Failed to clear a graph.", serviceCodes},
	{"GES.8013", 400, "Failed to incrementally import data to the graph.", serviceCodes},
	{"GES.8301", 400, "Failed to query a job.", serviceCodes},
	{"GES.8302", 500, "Job query error.", serviceCodes},
	{"GES.9999", 400, "failed", listJobsPage},
	{"APIGW.0101", 404, "The API does not exist or has not been published in the environment.", signingGuide},
	{"APIGW.0103", 404, "The backend does not exist.", signingGuide},
	{"APIGW.0104", 400, "The plug-ins do not exist.", signingGuide},
	{"APIGW.0105", 400, "The backend configurations do not exist.", signingGuide},
	{"APIGW.0106", 400, "Orchestration error.", signingGuide},
	{"APIGW.0201", 400, "API request error.", signingGuide},
	{"APIGW.0301", 401, "Incorrect IAM authentication information.", signingGuide},
	{"APIGW.0302", 403, "The IAM user is not authorized to access the API.", signingGuide},
	{"APIGW.0303", 401, "Incorrect app authentication information.", signingGuide},
	{"APIGW.0304", 403, "The app is not authorized to access the API.", signingGuide},
	{"APIGW.0305", 401, "Incorrect authentication information.", signingGuide},
	{"APIGW.0306", 403, "API access denied.", signingGuide},
	{"APIGW.0307", 401, "The token must be updated.", signingGuide},
	{"APIGW.0308", 429, "The throttling threshold has been reached.", signingGuide},
	{"APIGW.0310", 403, "The project is unavailable.", signingGuide},
	{"APIGW.0401", 403, "Unknown client IP address.", signingGuide},
	{"APIGW.0402", 403, "The IP address is not authorized to access the API.", signingGuide},
	{"APIGW.0404", 403, "Access to the backend IP address has been denied.", signingGuide},
	{"APIGW.0501", 405, "The app quota has been used up.", signingGuide},
	{"APIGW.0502", 405, "The app has been frozen.", signingGuide},
	{"APIGW.0601", 500, "Internal server error.", signingGuide},
	{"APIGW.0602", 400, "Bad request.", signingGuide},
	{"APIGW.0605", 500, "Domain name resolution failed.", signingGuide},
	{"APIGW.0606", 500, "Failed to load the API configurations.", signingGuide},
	{"APIGW.0610", 502, "No backend available.", signingGuide},
	{"APIGW.0613", 503, "The IAM service is currently unavailable.", signingGuide},
	{"APIGW.0801", 403, "The service is unavailable in the currently selected region.", signingGuide},
	{"APIGW.0802", 403, "The IAM user is forbidden in the currently selected region.", signingGuide},
}

// statusCodes maps an HTTP status to the default code of an error answer: the one on the
// vendor's pages for the status, or else the gateway's.
var statusCodes = [...]struct {
	status int
	code   string
}{
	{400, "GES.0001"},
	{401, "APIGW.0301"},
	{403, "APIGW.0302"},
	{404, "GES.0016"},
	{408, "GES.7005"},
	{429, "APIGW.0308"},
	{500, "APIGW.0601"},
	{502, "APIGW.0610"},
	{503, "APIGW.0613"},
	{504, "APIGW.0201"},
}

// CodeOfStatus returns the default error code of an HTTP status; "" if there is none.
func CodeOfStatus(status int) string {
	for _, s := range statusCodes {
		if s.status == status {
			return s.code
		}
	}
	return ""
}

// StatusesWithCode returns the HTTP statuses that have a default code.
func StatusesWithCode() []int {
	list := make([]int, len(statusCodes))
	for i, s := range statusCodes {
		list[i] = s.status
	}
	return list
}

// ErrorCodes returns the error table.
func ErrorCodes() []ErrorCode { return errorCodes[:] }

// LookUpError finds a code in the error table.
func LookUpError(code string) (ErrorCode, bool) {
	for _, e := range errorCodes {
		if e.Code == code {
			return e, true
		}
	}
	return ErrorCode{}, false
}

// Gateway reports whether the code is one of the API gateway in front of the service,
// whose error bodies have other keys than those of the service.
func (e ErrorCode) Gateway() bool { return strings.HasPrefix(e.Code, "APIGW.") }
