import Testing

@testable import Exporter

@Suite struct TimeZoneNameTests {
    @Test(arguments: ["Europe/Stockholm", "UTC", "Etc/GMT+1", "America/Argentina/Buenos_Aires"])
    func knowsZones(name: String) {
        #expect(TimeZoneName.isKnown(name))
    }

    @Test(arguments: [
        "", "/", "Europe", "Europe/", "Europe//Stockholm", "europe/Nowhere", "../zoneinfo/UTC", "/etc/localtime",
        "posix/UTC", "right/UTC",
        "localtime", "tzdata.zi", "zone.tab", "UTC\0", "Europe/Stockholm ", "UTC\n",
    ])
    func knowsNothingElse(name: String) {
        #expect(!TimeZoneName.isKnown(name))
    }

    @Test func asksFoundationWhereThereIsNoDatabase() {
        #expect(TimeZoneName.isKnown("Europe/Stockholm", database: "/nowhere/zoneinfo"))
        #expect(!TimeZoneName.isKnown("Europe/Stokholm", database: "/nowhere/zoneinfo"))
    }
}
