package api

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
