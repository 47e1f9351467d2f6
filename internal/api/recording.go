package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// RecordingSwitch says whether what passes is recorded. Traffic passes, and rules apply, in
// either case; what is going on is recorded to its end.
type RecordingSwitch struct {
	On bool `json:"on"`
}

// Recorder switches recording. It is on when an instance starts.
type Recorder interface {
	Recording() RecordingSwitch
	SetRecording(RecordingSwitch) RecordingSwitch
}

func registerRecorder(api huma.API, r Recorder) {
	answer(api, "GET /v1/recording", "Whether what passes is recorded", func(context.Context, *struct{}) (RecordingSwitch, error) { return r.Recording(), nil })
	answer(api, "PUT /v1/recording", "Record what passes, or not", func(_ context.Context, in *bodyOf[RecordingSwitch]) (RecordingSwitch, error) {
		return r.SetRecording(in.Body), nil
	})
}

// Recording says whether what passes is recorded.
func (c *Client) Recording(ctx context.Context) (s RecordingSwitch, err error) {
	return s, c.get(ctx, "/v1/recording", &s)
}

// SetRecording implements Recorder.
func (c *Client) SetRecording(ctx context.Context, s RecordingSwitch) error {
	return c.put(ctx, http.MethodPut, "/v1/recording", s)
}
