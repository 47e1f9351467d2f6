package app

import (
	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// settingNames are the registered HTTP/2 settings (IANA, HTTP/2 Settings).
var settingNames = map[uint16]string{
	1: "HEADER_TABLE_SIZE", 2: "ENABLE_PUSH", 3: "MAX_CONCURRENT_STREAMS", 4: "INITIAL_WINDOW_SIZE", 5: "MAX_FRAME_SIZE",
	6: "MAX_HEADER_LIST_SIZE", 8: "ENABLE_CONNECT_PROTOCOL", 9: "NO_RFC7540_PRIORITIES",
}

// newSettings returns nil for nil.
func newSettings(s *flow.Settings) []api.Setting {
	if s == nil {
		return nil
	}
	out := make([]api.Setting, 0, len(s.Values))
	for _, v := range s.Values {
		out = append(out, api.Setting{ID: v.ID, Name: settingNames[v.ID], Value: v.Value})
	}
	return out
}
