import Metering

extension TimeSeriesQuery: APIQuery {
    typealias Batch = ReadingBatch

    static let method = "/api/Consumption/TimeSeries"
    static var lists: [WritableKeyPath<TimeSeriesQuery, [String]>] {
        [\.meteringPoints, \.customerNumbers, \.deliveryCategories]
    }
    static let shortestWindow = Duration.seconds(86_400)

    func queryString(_ encoding: QueryString.ListEncoding, pageSize: Int) -> QueryString {
        var query = QueryString()
        query.append("customerNumbers", customerNumbers, encoding)
        query.append("resolution", resolution.rawValue)
        query.append("fromDate", "\(window.lowerBound)")
        query.append("toDate", "\(window.upperBound)")
        query.append("deliveryCategories", deliveryCategories, encoding)
        query.append("meteringPoints", meteringPoints, encoding)
        if subsidiary { query.append("subsidiary", "true") }
        if timeSeriesFlow { query.append("timeSeriesFlow", "true") }
        if pageSize > 0 { query.append("maxRows", String(pageSize)) }
        return query
    }
}
