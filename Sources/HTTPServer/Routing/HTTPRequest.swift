package import NIOCore
import NIOHTTP1

/// A complete request, for a route's handler.
package struct HTTPRequest: Sendable {
    /// The method as sent, for example `GET`. A handler for GET also gets HEAD and need not distinguish it.
    package let method: String
    /// The path, percent-decoded, without the query; begins with `/`.
    package let path: String
    /// The query's items in their order, repeated names kept.
    package let query: [QueryItem]
    /// The body without chunked coding; empty if there is none, and for routes other than POST.
    package let body: ByteBuffer
    private let fields: HTTPHeaders

    /// Creates a request by hand, for tests of handlers.
    package init(
        method: String = "GET", path: String, query: [QueryItem] = [], headers: [(String, String)] = [],
        body: ByteBuffer = ByteBuffer()
    ) {
        self.init(method: method, path: path, query: query, fields: HTTPHeaders(headers), body: body)
    }

    init(method: String, path: String, query: [QueryItem], fields: HTTPHeaders, body: ByteBuffer) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
    }

    /// Returns the value of a header field, by its name in any case; repeated fields are joined by `, ` (RFC 9110
    /// section 5.3). `nil` if there is none.
    package func header(_ name: String) -> String? {
        let values = fields[name]
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// Returns the values of all query items of a name, in their order.
    package func queryValues(_ name: String) -> [String] {
        query.filter { $0.name == name }.map(\.value)
    }
}

/// One `name=value` of a request's query, decoded. A name without `=` has the empty value.
package struct QueryItem: Sendable, Hashable {
    /// The name, for example `name[]`.
    package let name: String
    /// The value, for example `oresundskraft_up`.
    package let value: String

    /// Creates an item from its decoded name and value.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
