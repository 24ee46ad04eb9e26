import Testing

@testable import Configuration

struct SizeTextTests {
    @Test(arguments: [
        ("0B", 0), ("1B", 1), ("64KiB", 65_536), ("256MiB", 268_435_456), ("4GiB", 4_294_967_296),
        ("2TiB", 2_199_023_255_552), ("1000B", 1_000),
    ])
    func sizesAreReadAndWrittenBack(text: String, bytes: Int) throws {
        #expect(try SizeText.parse(text) == bytes)
        #expect(SizeText.format(bytes) == text)
    }

    @Test(arguments: [
        "", "256", "MiB", "256MB", "256mib", "1.5MiB", "-1MiB", "256 MiB", "99999999TiB", "1EiB",
        "99999999999999999999B",
    ])
    func aTextThatIsNotASizeIsRefused(text: String) {
        #expect(throws: QuantityTextError.self) { try SizeText.parse(text) }
    }
}
