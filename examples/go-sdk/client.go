package gosdk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	ges "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1"
	gesv2 "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v2"
)

// Account says who calls, and for which project.
type Account struct {
	// ProjectID must be set: without it the SDK asks the identity service
	// for one, at an address of its own unless it is told another.
	ProjectID string
	// AccessKey and SecretKey sign the calls.
	AccessKey, SecretKey string
}

// Option changes a setting of a client's HTTP, such as its timeout or its transport.
type Option func(*config.HttpConfig)

// NewClient is the vendor's client of version 1 of the API, for one endpoint, such as
// https://ges.cn-north-4.myhuaweicloud.com or http://127.0.0.1:8080.
func NewClient(endpoint string, account Account, options ...Option) (*ges.GesClient, error) {
	client, err := connect(endpoint, account, options)
	if err != nil {
		return nil, err
	}
	return ges.NewGesClient(client), nil
}

// NewClientV2 is the vendor's client of version 2 of the API, which is another one with
// the same endpoint.
func NewClientV2(endpoint string, account Account, options ...Option) (*gesv2.GesClient, error) {
	client, err := connect(endpoint, account, options)
	if err != nil {
		return nil, err
	}
	return gesv2.NewGesClient(client), nil
}

func connect(endpoint string, account Account, options []Option) (*core.HcHttpClient, error) {
	credentials, err := basic.NewCredentialsBuilder().
		WithAk(account.AccessKey).
		WithSk(account.SecretKey).
		WithProjectId(account.ProjectID).
		SafeBuild()
	if err != nil {
		return nil, fmt.Errorf("credentials: %w", err)
	}
	settings := config.DefaultHttpConfig()
	for _, change := range options {
		change(settings)
	}
	client, err := core.NewHcHttpClientBuilder().
		WithEndpoint(endpoint).
		WithCredential(credentials).
		WithHttpConfig(settings).
		SafeBuild()
	if err != nil {
		return nil, fmt.Errorf("client for %s: %w", endpoint, err)
	}
	return client, nil
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
// service's catch-all GES.9999, throttling, trouble on the server's side, and a
// broken connection.
func Transient(err error) bool {
	var response *sdkerr.ServiceResponseError
	return Lost(err) || ErrorCode(err) == "GES.9999" ||
		errors.As(err, &response) && response.StatusCode == http.StatusTooManyRequests
}

// Lost says whether a call failed in such a way that the service may have done what it
// was to do: the connection broke, a gateway answered in the service's place, or the
// answer is garbled.
func Lost(err error) bool {
	var response *sdkerr.ServiceResponseError
	if errors.As(err, &response) {
		return response.StatusCode < http.StatusBadRequest || response.StatusCode >= http.StatusInternalServerError
	}
	var broken *url.Error
	return errors.As(err, &broken) || errors.Is(err, io.ErrUnexpectedEOF)
}
