/// A fault of the simulated API.
package enum FaultKind: Sendable, Hashable {
    /// The form in which a rate limit tells the client when to come back (RFC 9110, 10.2.3).
    package enum RetryAfter: Sendable, Hashable {
        case seconds(Int)
        /// An HTTP date so many seconds after the simulated time.
        case date(Int)
    }

    /// An error status with the gateway's JSON body.
    case status(Int, retryAfter: RetryAfter? = nil)
    /// 302 to a location.
    case redirect(location: String)
    /// The right answer, but later.
    case slow(Duration)
    /// Half of the answer's head, then silence.
    case stalledHead
    /// The head and half of the body, then silence.
    case stalledBody
    /// Less body than `Content-Length` says, then the end of the connection.
    case truncated
    /// 200 with JSON that ends in the middle and goes on with something else.
    case malformed
    /// 200 with a web page.
    case html
    /// 200 with values of other types than the document says, right readings among them.
    case wrongTypes
    /// 200 with a body of this many bytes, nearly all blanks; 0 never ends and names no length.
    case huge(bytes: Int64)
    /// The endless body of `huge` in gzip: a thousandth of the bytes cross the network, whatever the request accepts.
    case gzipBomb
    /// The connection ends (FIN) without an answer.
    case closed
    /// The connection ends with a reset (RST) without an answer.
    case reset
    /// `next` points at the page that it stands on.
    case loopingNext
    /// `next` is right but for its scheme and host.
    case foreignNext(host: String)
    /// `next` holds this text.
    case oddNext(text: String)
    /// 403 with the words of a quota that is used up, and `Retry-After` in seconds.
    case quota(retryAfter: Int)
    /// An error about a customer number: this one, or the first that the request names.
    case refused(status: Int, customer: String?)
    /// `next` is right, but stands on another base path, as a link made behind the gateway does; on a host where one is
    /// given, else it is a path.
    case bareNext(base: String, host: String?)
    /// `next` leads on behind the last page, to empty pages that lead on too.
    case endlessNext
    /// An empty page stands before the page asked for, and leads to it.
    case emptyPage
    /// The last page's `next` is this JSON.
    case endMark(json: String)
    /// The data differ from what the document lets expect.
    case distorted(Distortion)
}
