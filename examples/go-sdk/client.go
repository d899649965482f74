package gosdk

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	ges "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1"
)

// Account says who calls, and for which project.
type Account struct {
	// ProjectID must be set: without it the SDK asks the identity service
	// for one, at an address of its own unless it is told another.
	ProjectID string
	// AccessKey and SecretKey sign the calls.
	AccessKey, SecretKey string
}

// NewClient is the vendor's client for one endpoint, such as
// https://ges.cn-north-4.myhuaweicloud.com or http://127.0.0.1:8080.
func NewClient(endpoint string, account Account) (*ges.GesClient, error) {
	credentials, err := basic.NewCredentialsBuilder().
		WithAk(account.AccessKey).
		WithSk(account.SecretKey).
		WithProjectId(account.ProjectID).
		SafeBuild()
	if err != nil {
		return nil, fmt.Errorf("credentials: %w", err)
	}
	client, err := ges.GesClientBuilder().
		WithEndpoint(endpoint).
		WithCredential(credentials).
		SafeBuild()
	if err != nil {
		return nil, fmt.Errorf("client for %s: %w", endpoint, err)
	}
	return ges.NewGesClient(client), nil
}

// ErrorCode is the service's code in an error of the SDK, such as GES.9999, or
// "" when there is none.
//
// The SDK reads the keys error_code and error_msg, which the gateway sends. The
// task center documents errorCode and errorMessage: for those the SDK leaves
// the code empty and gives the raw body as the message.
func ErrorCode(err error) string {
	var response *sdkerr.ServiceResponseError
	if !errors.As(err, &response) {
		return ""
	}
	if response.ErrorCode != "" {
		return response.ErrorCode
	}
	var body struct {
		ErrorCode string `json:"errorCode"`
	}
	if json.Unmarshal([]byte(response.ErrorMessage), &body) != nil {
		return "" // no JSON, so no code
	}
	return body.ErrorCode
}

// Transient says whether the same call may succeed a little later: the
// service's catch-all GES.9999, throttling, and trouble on the server's side.
func Transient(err error) bool {
	var response *sdkerr.ServiceResponseError
	if !errors.As(err, &response) {
		return false
	}
	return ErrorCode(err) == "GES.9999" ||
		response.StatusCode == http.StatusTooManyRequests ||
		response.StatusCode >= http.StatusInternalServerError
}
