/// Why a text is no duration or no size, and what the right form is.
package struct QuantityTextError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
