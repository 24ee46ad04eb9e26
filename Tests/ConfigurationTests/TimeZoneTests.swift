import Metering
import Testing

@testable import Configuration

struct TimeZoneTests {
    /// Reads a configuration on a system that knows certain time zones.
    private func read(
        _ text: String, _ calendar: @escaping (String) -> MeteringCalendar?
    ) -> (configuration: Configuration?, faults: String) {
        let faults = FaultList(file: "f")
        let context = ReadingContext(
            faults: faults, files: ReadFiles(), folder: "/nowhere",
            environment: ["ORESUNDSKRAFT_SUBSCRIPTION_KEY": "hunter2"],
            isWorldReadable: false, sections: ConfigurationReader.sections)
        let root = YAMLDocument(faults: faults).read(text)
        let configuration = ConfigurationReader(context: context, calendar: calendar).read(root)
        return (configuration, faults.error.description)
    }

    @Test func theCalendarThatWasReadIsKept() throws {
        let tokyo = try #require(MeteringCalendar(timeZone: "Asia/Tokyo"))
        var asked: [String] = []
        let (configuration, faults) = read("{customers: [{numbers: [1]}], time_zone: Asia/Tokyo}") { name in
            asked.append(name)
            return tokyo
        }
        #expect(faults.isEmpty)
        #expect(configuration?.calendar == tokyo)
        #expect(configuration?.calendar.timeZone == "Asia/Tokyo")
        #expect(asked == ["Asia/Tokyo"])
    }

    @Test func aFileWithoutOneHasTheDefault() {
        let (configuration, faults) = read("customers: [{numbers: [1]}]") { MeteringCalendar(timeZone: $0) }
        #expect(faults.isEmpty)
        #expect(configuration?.calendar.timeZone == "Europe/Stockholm")
    }

    @Test func aSystemWithoutTheDefaultIsAFaultAndNotUTC() {
        let (configuration, faults) = read("customers: [{numbers: [1]}]") { _ in nil }
        #expect(configuration == nil)
        #expect(
            faults == """
                f: time_zone: the system's time zone database has no `Europe/Stockholm`, which is the default: \
                install tzdata
                """)
    }

    @Test func aZoneThatCannotBeReadIsAFaultAndNotUTC() {
        let (configuration, faults) = read("{customers: [{numbers: [1]}], time_zone: Europe/Stockholm}") { _ in nil }
        #expect(configuration == nil)
        #expect(faults.hasPrefix("f:1:42: time_zone: `Europe/Stockholm` is not a known time zone"))
    }
}
