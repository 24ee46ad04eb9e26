import Testing

@testable import Simulator

struct SimulatedUtilityTests {
    private static let day: Int64 = 86_400_000

    @Test(arguments: [1, 2, 12, 13, 1000])
    func theUtilityHasAsManyMeteringPointsAsAskedFor(_ count: Int) {
        let utility = plainUtility(count)
        let points = Set(utility.objects.map(\.meteringPoint))
        #expect(points.count == count)
        #expect(Set(utility.objects.map(\.customerNumber)) == Set(utility.customerNumbers))
        #expect(utility.objects.map(\.index) == Array(utility.objects.indices))
    }

    @Test func meteringPointIdsHaveEighteenDigitsAndTheCheckDigitOfGS1() {
        // The example of GS1's own check digit calculator for an SSCC-like id of 18 digits.
        #expect(MeteringPointID.checkDigit(of: "37610425002123456") == 9)
        #expect(MeteringPointID.id(number: 1) == "735999000000000013")
        for object in plainUtility(100).objects {
            #expect(object.meteringPoint.count == 18)
            let body = String(object.meteringPoint.dropLast())
            #expect(String(MeteringPointID.checkDigit(of: body)) == String(object.meteringPoint.suffix(1)))
        }
    }

    @Test func aSmallUtilityHasEveryKind() {
        let utility = plainUtility()
        #expect(Set(utility.objects.map(\.deliveryCategory)) == ["EL", "FJV", "FJK", "GAS"])
        #expect(Set(utility.objects.map(\.timeForm)) == [.milliseconds, .seconds, .withoutZone])
        #expect(Set(utility.objects.map(\.numberForm)) == [.number, .text, .textWithComma])
        #expect(Set(utility.objects.compactMap(\.maxEffectKey)) == ["MaxEffect", "maxEffect"])
        #expect(Set(utility.objects.map(\.settlement)) == ["FRB", ""])
        let shared = Dictionary(grouping: utility.objects, by: \.meteringPoint).values.filter { $0.count == 2 }
        #expect(shared.count == 1 && shared.allSatisfy { Set($0.map(\.microproduction)) == [true, false] })
        #expect(utility.customerNumbers == ["100001", "100002", "100003"])
        #expect(utility.subsidiaryNumbers == ["100003"])
    }

    @Test func theSameSeedGivesTheSameValuesAndAnotherSeedOthers() throws {
        let from = try time("2026-11-02")
        func values(_ seed: UInt64) -> [[SimulatedReading]] {
            let utility = plainUtility(seed: seed)
            return utility.objects.map { utility.truth(of: $0, from: from, to: from + Self.day) }
        }
        #expect(values(1) == values(1))
        #expect(values(1) != values(2))
    }

    @Test func earlierRequestsDoNotMatter() throws {
        let utility = SimulatedUtility(.init())
        let object = try #require(utility.objects.first)
        let from = try time("2026-11-02")
        let now = try time("2026-11-10T12:00:00Z")
        let whole = utility.readings(of: object, from: from, to: from + 5 * Self.day, visibleAt: now)
        let pieces = (0..<5).reversed().map {
            utility.readings(
                of: object, from: from + $0 * Self.day, to: from + ($0 + 1) * Self.day, visibleAt: now)
        }
        #expect(pieces.reversed().flatMap { $0 } == whole)
    }

    @Test func periodsFollowEachOtherOverBothClockChanges() throws {
        let utility = plainUtility()
        for (from, to) in [("2026-03-27", "2026-04-01"), ("2026-10-23", "2026-10-28")] {
            let (start, end) = (try time(from), try time(to))
            for resolution in SimulatedUtility.Resolution.allCases {
                let readings = utility.truth(
                    of: try #require(utility.objects.first), resolution: resolution, from: start, to: end)
                #expect(readings.map(\.start) == Array(stride(from: start, to: end, by: Int(resolution.length))))
                #expect(readings.allSatisfy { $0.end - $0.start == resolution.length })
            }
        }
    }

    @Test func anHourIsTheSumOfItsQuarters() throws {
        let utility = plainUtility()
        let from = try time("2026-10-24")
        for object in utility.objects {
            let quarters = utility.truth(of: object, from: from, to: from + 3 * Self.day).compactMap(\.thousandths)
            let hours = utility.truth(of: object, resolution: .hour, from: from, to: from + 3 * Self.day)
            let sums = stride(from: 0, to: quarters.count, by: 4).map { quarters[$0..<$0 + 4].reduce(0, +) }
            #expect(hours.map(\.thousandths) == sums)
        }
    }

    @Test func electricityFollowsTheClockAndTheWeek() throws {
        let utility = plainUtility()
        let office = try #require(utility.objects.first { $0.kind == .office && !$0.microproduction })
        func kilowattHours(_ from: String, hours: Int64) throws -> Double {
            let start = try time(from)
            return utility.truth(of: office, from: start, to: start + hours * CivilTime.hour).compactMap(\.value)
                .reduce(0, +)
        }
        // 09:00 to 12:00 in Stockholm, in winter and in summer time, against 01:00 to 04:00.
        #expect(try kilowattHours("2026-11-18T08:00Z", hours: 3) > 2 * kilowattHours("2026-11-18T00:00Z", hours: 3))
        #expect(try kilowattHours("2026-06-17T07:00Z", hours: 3) > 2 * kilowattHours("2026-06-16T23:00Z", hours: 3))
        // Wednesday against Sunday.
        #expect(try kilowattHours("2026-11-18", hours: 24) > 1.8 * kilowattHours("2026-11-22", hours: 24))
    }

    @Test func theClockChangeMovesTheShapeInUTC() throws {
        let utility = plainUtility(seed: 3)
        let office = try #require(utility.objects.first)
        func firstBusyQuarter(_ day: String) throws -> Int64 {
            let start = try time(day)
            let readings = utility.truth(of: office, from: start, to: start + Self.day)
            let highest = readings.compactMap(\.thousandths).max() ?? 0
            let busy = try #require(readings.first { 2 * ($0.thousandths ?? 0) > highest })
            return (busy.start - start) / CivilTime.hour
        }
        // Friday before and Monday after the change of October.
        #expect(try firstBusyQuarter("2026-10-26") == firstBusyQuarter("2026-10-23") + 1)
    }

    @Test func solarPowerComesByDayAndLongerInSummer() throws {
        let utility = plainUtility()
        let roof = try #require(utility.objects.first { $0.kind == .production })
        func producing(_ day: String) throws -> [Int64] {
            let start = try time(day)
            return utility.truth(of: roof, from: start, to: start + Self.day).filter { $0.thousandths ?? 0 > 0 }.map {
                ($0.start - start) / CivilTime.hour
            }
        }
        let (winter, summer) = (try producing("2026-12-21"), try producing("2026-06-21"))
        #expect(winter.allSatisfy { (6...15).contains($0) })
        #expect(!winter.isEmpty && summer.count > 2 * winter.count)
    }

    @Test func heatIsUsedInWinterAndColdInSummerWithWaterInProportion() throws {
        let utility = plainUtility()
        func sum(_ kind: SimulatedObject.Kind, _ day: String, flow: Bool = false) throws -> Double {
            let object = try #require(utility.objects.first { $0.kind == kind })
            let start = try time(day)
            return utility.truth(of: object, flow: flow, from: start, to: start + 7 * Self.day).compactMap(\.value)
                .reduce(0, +)
        }
        #expect(try sum(.districtHeating, "2026-01-12") > 2 * sum(.districtHeating, "2026-07-13"))
        #expect(try sum(.gas, "2026-01-12") > 2 * sum(.gas, "2026-07-13"))
        #expect(try sum(.districtCooling, "2026-07-13") > 2 * sum(.districtCooling, "2026-01-12"))
        let kilowattHoursACubicMetre =
            try sum(.districtHeating, "2026-01-12") / sum(.districtHeating, "2026-01-12", flow: true)
        #expect((35...46).contains(kilowattHoursACubicMetre))
        #expect(try sum(.home, "2026-01-12", flow: true) == 0)
    }

    @Test func theHighestHourOfADayCarriesItsMaxEffect() throws {
        let utility = plainUtility()
        let object = try #require(utility.objects.first { $0.maxEffectKey != nil })
        // The civil day of 2026-11-18.
        let from = try time("2026-11-17T23:00:00Z")
        let hours = utility.truth(of: object, resolution: .hour, from: from, to: from + Self.day)
        let highest = try #require(hours.compactMap(\.thousandths).max())
        for resolution in SimulatedUtility.Resolution.allCases {
            let readings = utility.truth(of: object, resolution: resolution, from: from, to: from + Self.day)
            let carriers = readings.filter { $0.maxEffect != nil }
            #expect(carriers.count == 1)
            #expect(carriers.first?.maxEffect?.thousandths == highest)
            #expect(carriers.first?.maxEffect?.time == carriers.first?.end)
        }
    }

    @Test func anHourlyMeterAnswersARequestForQuartersWithHours() throws {
        var configuration = SimulatedUtility.Configuration()
        configuration.resolution = .hour
        let utility = SimulatedUtility(configuration)
        let from = try time("2026-11-02")
        let readings = utility.truth(of: try #require(utility.objects.first), from: from, to: from + Self.day)
        #expect(!readings.isEmpty && readings.allSatisfy { $0.end - $0.start == CivilTime.hour })
    }
}
