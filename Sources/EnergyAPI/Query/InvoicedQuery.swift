package import Ground
import Metering

/// A query for `Consumption/InvoicedConsumption/Customer` (`docs/api.md`, "As documented").
package struct InvoicedQuery: Sendable, Equatable {
    /// Any number of them; the client splits them into requests by the length of the URL.
    package var customerNumbers: [String]
    /// `fromDate` to `toDate`, for the date of the invoiced values.
    package var window: Range<Timestamp>
    /// Empty for all.
    package var deliveryCategories: [String]
    package var subsidiary: Bool

    /// Creates a query from its parts.
    package init(
        customerNumbers: [String], window: Range<Timestamp>, deliveryCategories: [String] = [],
        subsidiary: Bool = false
    ) {
        self.customerNumbers = customerNumbers
        self.window = window
        self.deliveryCategories = deliveryCategories
        self.subsidiary = subsidiary
    }
}

extension InvoicedQuery: APIQuery {
    typealias Batch = InvoiceBatch

    static let method = "/api/Consumption/InvoicedConsumption/Customer"
    static var lists: [WritableKeyPath<InvoicedQuery, [String]>] { [\.customerNumbers, \.deliveryCategories] }
    /// There is one value a month.
    static let shortestWindow = Duration.seconds(31 * 86_400)

    /// The method documents no page size, so none is sent.
    func queryString(_ encoding: QueryString.ListEncoding, pageSize _: Int) -> QueryString {
        var query = QueryString()
        query.append("customerNumbers", customerNumbers, encoding)
        query.append("fromDate", "\(window.lowerBound)")
        query.append("toDate", "\(window.upperBound)")
        query.append("deliveryCategories", deliveryCategories, encoding)
        if subsidiary { query.append("subsidiary", "true") }
        return query
    }
}
