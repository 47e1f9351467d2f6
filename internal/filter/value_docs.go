package filter

import "rockxy/internal/flow"

var typeDocs = docs("json", "", "html", "", "css", "", "js", "JavaScript", "image", "", "font", "", "audio", "", "video", "", "xml", "", "form", "URL-encoded or multipart",
	"protobuf", "", "grpc", "", "text", "text/*", "binary", "what is not text", "pdf", "", "wasm", "", "none", "without a Content-Type", "text/*", "any MIME type, * is a wildcard")

var protoDocs = docs("h2", "", "h1", "any HTTP/1", "http/1.1", "", "http/1.0", "", "websocket", "", "sse", "", "grpc", "")

var verdictDocs = docs(string(flow.VerdictIntercept), "", string(flow.VerdictBypass), "", string(flow.VerdictRaw), "", string(flow.VerdictUpstreamInvalid), "",
	string(flow.VerdictException), "", string(flow.VerdictPinned), "", string(flow.VerdictUntrusted), "", string(flow.VerdictProtocol), "",
	string(flow.VerdictClientCert), "", string(flow.VerdictNetwork), "", string(flow.VerdictUnsure), "")

var faultDocs = docs("client", "every fault of a client", "upstream", "every fault of an origin", "rockxy", "every fault of our own",
	"rule", "what rules did on purpose", flow.RuleBlocked, "",
	flow.UpstreamDNS, "", flow.UpstreamRefused, "", flow.UpstreamUnreachable, "", flow.UpstreamTimeout, "", flow.UpstreamClosed, "", flow.UpstreamReset, "",
	flow.UpstreamTruncated, "", flow.UpstreamExpired, "", flow.UpstreamWrongName, "", flow.UpstreamUnknownIssuer, "", flow.UpstreamSelfSigned, "",
	flow.UpstreamTLS, "", flow.ClientClosed, "", flow.ClientReset, "", flow.ClientRefusedLeaf, "", flow.ClientFraming, "", flow.ClientTimeout, "")
