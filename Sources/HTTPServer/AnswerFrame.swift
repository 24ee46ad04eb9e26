/// What of a request decides how its answer is framed and counted.
struct AnswerFrame: Sendable, Hashable {
    /// The route's path or `other`, for the count of answers.
    var pathLabel = RouteTable.otherPath
    /// HEAD: the header fields of GET, no body (RFC 9110 section 9.3.2).
    var headOnly = false
    /// The client speaks HTTP/1.0, where keeping the connection must be said.
    var isVersion10 = false
    /// The connection closes after this answer.
    var closes = false
}
