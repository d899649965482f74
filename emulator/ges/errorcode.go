package ges

import "strings"

// ErrorCode is one row of the error table: a code with its default HTTP status and
// message.
type ErrorCode struct {
	Code    string
	Status  int // HTTP status
	Message string
}

// Codes that the emulator itself uses.
const (
	IncorrectParameter = "GES.0001"
	ResourceNotFound   = "GES.0016"
	InternalError      = "GES.9999"
	NoSuchAPI          = "APIGW.0101"
	BadRequest         = "APIGW.0201" // of the gateway: body too large or incomplete
	BadCredentials     = "APIGW.0301"
	NotAuthorized      = "APIGW.0302"

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
	{"GES.0001", 400, "Incorrect parameter."},
	{"GES.0016", 400, "Resource not found"},
	{"GES.0047", 404, "Cluster does not exist or has been deleted."},
	{"GES.7000", 400, "The graph does not exist or has been deleted."},
	{"GES.7001", 400, "The graph is not running."},
	{"GES.7002", 400, "The graph is being backed up."},
	{"GES.7003", 400, "The graph is being stopped or is stopped."},
	{"GES.7004", 400, "Components at the IaaS layer are faulty."},
	{"GES.7005", 408, "The underlying service of the graph engine is unavailable."},
	{"GES.7006", 400, "An internal error occurs in the underlying service of the graph engine."},
	{"GES.7007", 400, "The job does not exist."},
	{"GES.7008", 400, "The job is stopped."},
	{"GES.7009", 400, "The job operation is not supported."},
	{"GES.7010", 400, "Failed to verify the schema and data files."},
	{"GES.7011", 400, "The path or name of the schema or data file is invalid."},
	{"GES.7012", 400, "Failed to verify the graph name."},
	{"GES.7013", 400, "The graph name already exists."},
	{"GES.7014", 400, "An error is reported when the metadata verification API is called."},
	{"GES.7015", 400, "The graph is not running or is stopped."},
	{"GES.7016", 400, "The request body or header is invalid."},
	{"GES.7017", 400, "The object does not exist. Check whether the bucket or object name is correct."},
	{"GES.7018", 400, "The number of graphs or edges reaches the upper limit."},
	{"GES.7019", 400, "The number of graph backups reaches the upper limit."},
	{"GES.7020", 400, "The VPC does not exist."},
	{"GES.7021", 400, "The subnet cannot be found in the specified VPC."},
	{"GES.7022", 400, "The security group does not exist."},
	{"GES.7023", 400, "The graph size index is invalid."},
	{"GES.7024", 400, "The graph backup does not exist or has been deleted."},
	{"GES.7027", 400, "Failed to create an agency."},
	{"GES.7028", 400, "Failed to authorize an agency."},
	{"GES.7029", 400, "The agency resource exceeds the quota limit."},
	{"GES.7030", 400, "Agency query error."},
	{"GES.7031", 400, "Invalid binding type of an EIP."},
	{"GES.7032", 400, "The EIP resource exceeds the quota limit."},
	{"GES.7033", 400, "Invalid EIP ID."},
	{"GES.7034", 400, "Resources in the current AZ have been sold out."},
	{"GES.7035", 400, "Invalid region code."},
	{"GES.7036", 400, "The target version is earlier than the current version."},
	{"GES.7037", 400, "The graph is not in the Stopped state."},
	{"GES.7038", 400, "You cannot bind an EIP to a graph that has bound an EIP."},
	{"GES.7039", 400, "You cannot unbind an EIP from a graph that has not bound an EIP."},
	{"GES.7040", 400, "Failed to back up a graph."},
	{"GES.7041", 400, "Insufficient permission."},
	{"GES.7042", 400, "The graph is being created."},
	{"GES.7048", 400, "Invalid graph operation."},
	{"GES.7049", 400, "The parameter does not exist."},
	{"GES.7050", 400, "The parameter is empty."},
	{"GES.7051", 400, "Components at the IaaS layer are faulty."},
	{"GES.7052", 400, "Invalid CPU architecture of the graph instance."},
	{"GES.7054", 400, "The graph is being deleted or has been deleted."},
	{"GES.7056", 400, "The graph of the current flavor cannot be scaled out."},
	{"GES.7057", 400, "Invalid graph flavor for scale-out."},
	{"GES.7059", 400, "The IaaS resources of the graph flavor to be scaled out are insufficient."},
	{"GES.7061", 400, "Failed to create the ECS because the resources are insufficient."},
	{"GES.7062", 400, "Failed to create the data disk."},
	{"GES.7063", 400, "Failed to create the system disk."},
	{"GES.7064", 400, "Failed to create the ECS."},
	{"GES.7065", 400, "Failed to query the image because the image does not exist."},
	{"GES.7066", 400, "Failed to query the flavor."},
	{"GES.7067", 400, "Insufficient ECS quota."},
	{"GES.7068", 400, "Invalid request parameters."},
	{"GES.7069", 400, "The metadata file is too large."},
	{"GES.7070", 400, "Failed to parse the metadata file."},
	{"GES.8011", 400, "Failed to export a graph."},
	{"GES.8012", 400, "Failed to clear a graph."},
	{"GES.8013", 400, "Failed to incrementally import data to the graph."},
	{"GES.8301", 400, "Failed to query a job."},
	{"GES.8302", 500, "Job query error."},
	{"GES.9999", 400, "failed"},
	{"APIGW.0101", 404, "The API does not exist or has not been published in the environment."},
	{"APIGW.0103", 404, "The backend does not exist."},
	{"APIGW.0104", 400, "The plug-ins do not exist."},
	{"APIGW.0105", 400, "The backend configurations do not exist."},
	{"APIGW.0106", 400, "Orchestration error."},
	{"APIGW.0201", 400, "API request error."},
	{"APIGW.0301", 401, "Incorrect IAM authentication information."},
	{"APIGW.0302", 403, "The IAM user is not authorized to access the API."},
	{"APIGW.0303", 401, "Incorrect app authentication information."},
	{"APIGW.0304", 403, "The app is not authorized to access the API."},
	{"APIGW.0305", 401, "Incorrect authentication information."},
	{"APIGW.0306", 403, "API access denied."},
	{"APIGW.0307", 401, "The token must be updated."},
	{"APIGW.0308", 429, "The throttling threshold has been reached."},
	{"APIGW.0310", 403, "The project is unavailable."},
	{"APIGW.0401", 403, "Unknown client IP address."},
	{"APIGW.0402", 403, "The IP address is not authorized to access the API."},
	{"APIGW.0404", 403, "Access to the backend IP address has been denied."},
	{"APIGW.0501", 405, "The app quota has been used up."},
	{"APIGW.0502", 405, "The app has been frozen."},
	{"APIGW.0601", 500, "Internal server error."},
	{"APIGW.0602", 400, "Bad request."},
	{"APIGW.0605", 500, "Domain name resolution failed."},
	{"APIGW.0606", 500, "Failed to load the API configurations."},
	{"APIGW.0610", 502, "No backend available."},
	{"APIGW.0613", 503, "The IAM service is currently unavailable."},
	{"APIGW.0801", 403, "The service is unavailable in the currently selected region."},
	{"APIGW.0802", 403, "The IAM user is forbidden in the currently selected region."},
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
