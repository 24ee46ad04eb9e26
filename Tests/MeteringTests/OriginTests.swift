import Metering
import Testing

struct OriginTests {
    private let order = OriginOrder([("main", ["100002", "0100001"]), ("other", ["100003"])])

    private func origin(_ group: String, _ customer: String, rate: String = "") -> Origin {
        Origin(group: group, MeterFacts(customerNumber: customer, rateCode: rate))
    }

    @Test(arguments: [
        ("0000100001", "100001"), (" 100001 ", "100001"), ("100001", "100001"), ("000", "0"), ("", ""), ("A01", "A01"),
    ]) func leadingZerosOfACustomerNumberDoNotMatter(text: String, normalized: String) {
        #expect(CustomerNumber.normalized(text) == normalized)
    }

    @Test func groupsDecideThenNumbersThenTexts() {
        let inOrder = [
            origin("main", "00100002"), origin("main", "100001", rate: "16A"), origin("main", "100001", rate: "25A"),
            origin("main", "5"), origin("other", "100003"), origin("another", "100002"),
        ]
        for (place, left) in inOrder.enumerated() {
            for (other, right) in inOrder.enumerated() { #expect(order.precedes(left, right) == (place < other)) }
        }
    }
}
