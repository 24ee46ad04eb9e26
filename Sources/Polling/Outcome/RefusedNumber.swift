/// A customer number or metering point that the API refuses alone, while it answers for the rest of the list.
package struct RefusedNumber: Sendable, Hashable {
    /// Empty if the metering point is refused with each of the group's numbers.
    package var customerNumber: String
    /// Empty if the number is refused with each of its metering points.
    package var meteringPoint: String

    /// Creates a refused number; with `meteringPoint` only that point of it is refused.
    package init(customerNumber: String, meteringPoint: String = "") {
        self.customerNumber = customerNumber
        self.meteringPoint = meteringPoint
    }
}

extension RefusedNumber: Comparable, CustomStringConvertible {
    /// Orders by customer number, then by metering point.
    package static func < (left: RefusedNumber, right: RefusedNumber) -> Bool {
        (left.customerNumber, left.meteringPoint) < (right.customerNumber, right.meteringPoint)
    }

    package var description: String {
        if meteringPoint.isEmpty { return "customer number \(customerNumber)" }
        let number = customerNumber.isEmpty ? "" : " of customer number \(customerNumber)"
        return "metering point \(meteringPoint)\(number)"
    }
}
