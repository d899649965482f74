package main

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"
)

// sdkDate is the form of X-Sdk-Date.
const sdkDate = "20060102T150405Z"

// sdkRequest is a call as the vendor's SDK for Go makes it: five headers, of
// which the date and the signature differ in each call. The signature is that of
// nothing, since nobody checks it.
type sdkRequest struct {
	text            []byte
	date, signature []byte // parts of text
	number          int64
}

// callers is by how much the numbers of the calls of two callers differ.
const callers = 1 << 20

// newSDKRequest is the requests of the n-th caller.
func newSDKRequest(to target, n int) *sdkRequest {
	signature := strings.Repeat("0", 64)
	text := "GET " + to.path + " HTTP/1.1\r\nHost: " + to.address + "\r\n" +
		"User-Agent: huaweicloud-usdk-go/3.0\r\nContent-Type: application/json\r\nX-Project-Id: bench\r\nX-Sdk-Date: " + sdkDate + "\r\n" +
		"Authorization: SDK-HMAC-SHA256 Access=AK, SignedHeaders=content-type;host;x-project-id;x-sdk-date, Signature=" + signature + "\r\n\r\n"
	r := &sdkRequest{text: []byte(text), number: int64(n) * callers}
	i := strings.Index(text, sdkDate)
	r.date = r.text[i : i+len(sdkDate)]
	i = strings.Index(text, signature)
	r.signature = r.text[i : i+len(signature)]
	return r
}

// next is the text of the next request. It is good until the one after it.
func (r *sdkRequest) next() []byte {
	r.number++
	time.Unix(1545051300+r.number, 0).UTC().AppendFormat(r.date[:0], sdkDate)
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(r.number)) //nolint:gosec // it counts from 0
	hex.Encode(r.signature, number[:])
	return r.text
}
