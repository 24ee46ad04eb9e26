/// The parameters of `GET /api/Consumption/TimeSeries`; those of the invoiced months are a subset.
struct TimeSeriesQuery: Sendable, Hashable {
    /// The reason that a query is answered with 400.
    struct Fault: Error, Hashable {
        let message: String
    }

    var customerNumbers: [String]
    var resolution = SimulatedUtility.Resolution.quarter
    /// Milliseconds since the epoch.
    var from: Int64
    var to: Int64
    /// The categories asked for; empty for all.
    var deliveryCategories: [String] = []
    var meteringPoints: [String] = []
    var subsidiary = false
    var timeSeriesFlow = false
    var offset = 0
    /// The most rows on a page; 0 for no limit.
    var maxRows = 0

    /// Reads parameters by name, ignoring case as the real service's framework does. Unknown parameters are ignored.
    ///
    /// - Throws: ``Fault`` for the first parameter that is missing or malformed.
    init(_ items: [QueryItem], endpoint: SimulatedEndpoint = .timeSeries) throws(Fault) {
        let query = Parameters(items)
        customerNumbers = query.list("customerNumbers")
        guard !customerNumbers.isEmpty else { throw Fault(message: "The customerNumbers field is required.") }
        if endpoint == .timeSeries {
            let name = try query.required("resolution")
            guard let resolution = SimulatedUtility.Resolution(rawValue: name.lowercased()) else {
                throw Fault(message: "The value '\(name)' is not valid for resolution.")
            }
            self.resolution = resolution
        }
        from = try query.time("fromDate")
        to = try query.time("toDate")
        guard from <= to else { throw Fault(message: "fromDate must not be after toDate.") }
        deliveryCategories = query.list("deliveryCategories")
        if endpoint == .timeSeries { meteringPoints = query.list("meteringPoints") }
        subsidiary = try query.flag("subsidiary")
        if endpoint == .timeSeries { timeSeriesFlow = try query.flag("timeSeriesFlow") }
        offset = try query.count("offset")
        maxRows = try query.count("maxRows")
    }

    /// Returns the most rows on a page, given the server's own limit; nil if neither the query nor the server has one.
    func pageSize(serverLimit: Int) -> Int? { [maxRows, serverLimit].filter { $0 > 0 }.min() }

    /// Returns the range of rows on the page.
    func rows(serverLimit: Int) -> Range<Int> {
        offset..<offset + (pageSize(serverLimit: serverLimit) ?? Int(Int32.max))
    }
}

/// Query items by their names in lower case.
private struct Parameters {
    private let values: [String: [String]]

    init(_ items: [QueryItem]) {
        values = Dictionary(grouping: items) { $0.name.lowercased() }.mapValues { $0.map(\.value) }
    }

    /// Returns a list, from repeated keys, elements joined by commas, or both.
    func list(_ name: String) -> [String] {
        (values[name.lowercased()] ?? []).flatMap { $0.split(separator: ",") }
            .map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
    }

    func required(_ name: String) throws(TimeSeriesQuery.Fault) -> String {
        guard let value = single(name) else { throw TimeSeriesQuery.Fault(message: "The \(name) field is required.") }
        return value
    }

    func time(_ name: String) throws(TimeSeriesQuery.Fault) -> Int64 {
        let text = try required(name)
        guard let time = CivilTime.parse(text) else { throw invalid(text, name) }
        return time
    }

    func flag(_ name: String) throws(TimeSeriesQuery.Fault) -> Bool {
        guard let text = single(name) else { return false }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default: throw invalid(text, name)
        }
    }

    func count(_ name: String) throws(TimeSeriesQuery.Fault) -> Int {
        guard let text = single(name) else { return 0 }
        guard let count = Int32(text), count >= 0 else { throw invalid(text, name) }
        return Int(count)
    }

    private func single(_ name: String) -> String? {
        values[name.lowercased()]?.first.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func invalid(_ text: String, _ name: String) -> TimeSeriesQuery.Fault {
        TimeSeriesQuery.Fault(message: "The value '\(text.prefix(100))' is not valid for \(name).")
    }
}
