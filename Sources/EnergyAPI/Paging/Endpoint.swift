/// The address of one of the API's methods, split so that the key can only be sent to the configured host.
struct Endpoint: Sendable, Equatable {
    /// Scheme, host and port as configured: `https://oows.oresundskraft.se`.
    let origin: String
    /// `/ConsumptionExternal/api/Consumption/TimeSeries`
    let path: String
    /// The last part of the path, which identifies the method on another base path: `timeseries`.
    private let name: String

    /// - Parameters:
    ///   - base: `api.url`, an absolute http or https URL without query; the configuration has checked it.
    ///   - method: the path after it, beginning with a slash.
    init(base: String, method: String) {
        let authority = base.firstRange(of: "://")?.upperBound ?? base.startIndex
        let pathStart = base[authority...].firstIndex(of: "/") ?? base.endIndex
        origin = String(base[..<pathStart])
        var prefix = base[pathStart...]
        while prefix.last == "/" { prefix.removeLast() }
        path = prefix + method
        name = Self.lastPart(of: method[...])
    }

    var url: String { origin + path }

    func url(_ query: QueryString) -> String { url + (query.text.isEmpty ? "" : "?" + query.text) }

    /// Returns true if a path, on whatever base, is that of the method.
    func isMethod(_ path: Substring) -> Bool { Self.lastPart(of: path) == name }

    private static func lastPart(of path: Substring) -> String {
        (path.split(separator: "/").last ?? "").lowercased()
    }
}
