/// A fault of the simulated API.
package enum FaultKind: Sendable, Hashable {
    /// The form in which a rate limit tells the client when to come back (RFC 9110, 10.2.3).
    package enum RetryAfter: Sendable, Hashable {
        case seconds(Int)
        /// An HTTP date this many seconds after the simulated time.
        case date(Int)
    }

    /// An error status with the gateway's JSON body.
    case status(Int, retryAfter: RetryAfter? = nil)
    /// 302 to a location.
    case redirect(location: String)
    /// The right answer after a delay.
    case slow(Duration)
    /// Half of the answer's head, then silence.
    case stalledHead
    /// The head and half of the body, then silence.
    case stalledBody
    /// A body shorter than `Content-Length`, then the end of the connection.
    case truncated
    /// 200 with JSON that breaks off in the middle, followed by other text.
    case malformed
    /// 200 with a web page.
    case html
    /// 200 with values whose types differ from the document, among correct readings.
    case wrongTypes
    /// 200 with a body of this many bytes, nearly all blanks; 0 is endless and has no `Content-Length`.
    case huge(bytes: Int64)
    /// The endless body of `huge` in gzip, at a hundredth of the bytes or less, whatever the request accepts.
    case gzipBomb
    /// The connection ends (FIN) without an answer.
    case closed
    /// The connection ends with a reset (RST) without an answer.
    case reset
    /// `next` points to its own page.
    case loopingNext
    /// `next` is right except for its scheme and host.
    case foreignNext(host: String)
    /// `next` holds this text.
    case oddNext(text: String)
    /// 403 with the message of an exhausted quota, and `Retry-After` in seconds.
    case quota(retryAfter: Int)
    /// An error about a customer number: the given one, or the first in the request.
    case refused(status: Int, customer: String?)
    /// `next` is right but has another base path, like a link made behind the gateway. With a host it is a full URL,
    /// without one it is a path.
    case bareNext(base: String, host: String?)
    /// `next` of the last page leads to an empty page, whose `next` leads to another, without end.
    case endlessNext
    /// An empty page comes first, and its `next` leads to the page asked for.
    case emptyPage
    /// The last page's `next` is this JSON.
    case endMark(json: String)
    /// The data differs from the document.
    case distorted(Distortion)
}
