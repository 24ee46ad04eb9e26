/// A request that was checked, ready to be given to libcurl.
struct PreparedRequest: Sendable {
    let url: CurlURL
    let method: CurlRequest.Method
    let headerLines: HeaderLines
    let timeout: Duration
    let stallTimeout: Duration
    let maxResponseSize: Int

    /// - Throws: ``CurlError/invalidURL(reason:)``, ``CurlError/invalidHeader(name:reason:)``
    init(_ request: CurlRequest) throws(CurlError) {
        url = try CurlURL(request.url)
        method = request.method
        headerLines = try HeaderLines(request)
        timeout = PreparedRequest.limited(request.timeout)
        stallTimeout = PreparedRequest.limited(request.stallTimeout)
        maxResponseSize = request.maxResponseSize
    }

    /// 30 years at most, so that no time that is counted from it overflows.
    private static func limited(_ duration: Duration) -> Duration {
        min(max(duration, .zero), .seconds(1_000_000_000))
    }
}
