/// One `name=value` of a request's query, decoded. A name without `=` has the empty value.
package struct QueryItem: Sendable, Hashable {
    /// The name, for example `name[]`.
    package let name: String
    /// The value, for example `oresundskraft_up`.
    package let value: String

    /// An item from its decoded name and value.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
