/// A request that the simulator got, for tests to look at.
package struct RecordedRequest: Sendable {
    package var method: String
    /// Without the query.
    package var path: String
    package var query: [QueryItem]
    /// In the order in which they came, names as sent.
    package var headers: [(name: String, value: String)]
    /// Of the answer; nil where none was sent.
    package var status: Int?
    /// What was done wrong on purpose.
    package var fault: FaultKind?

    /// Every value of a query item.
    package func values(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

    /// Value of a header, whose name has no case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
