package rule

// Phase is a point in the life of an exchange at which actions take their turn.
type Phase uint8

const (
	Connect Phase = iota + 1 // before the origin is connected to
	RequestHead
	RequestBody
	ResponseHead
	ResponseBody
	Messages // each message of a WebSocket, event stream or gRPC call
)

func (p Phase) String() string {
	names := [...]string{"", "connect", "request head", "request body", "response head", "response body", "messages"}
	if int(p) < len(names) {
		return names[p]
	}
	return ""
}

// Phases is a set of phases.
type Phases uint8

// In returns the set of some phases.
func In(list ...Phase) (all Phases) {
	for _, p := range list {
		all |= 1 << p
	}
	return all
}

// Has reports whether p is in the set.
func (s Phases) Has(p Phase) bool { return s&(1<<p) != 0 }

// sets of phases by what they belong to.
const (
	requestPhases  = Phases(1<<RequestHead | 1<<RequestBody)
	responsePhases = Phases(1<<ResponseHead | 1<<ResponseBody)
)
