import Ground
import ReadingStore
import Testing

struct MarkRepositoryTests {
    @Test func marksAreKeptByEndpointAndGroup() async throws {
        let temporary = try TemporaryStore()
        let time = Timestamp(milliseconds: 5)
        try await temporary.store.marks.record(.refetched, endpoint: "timeseries", group: "main", at: time)
        #expect(try await temporary.store.marks.time(of: .refetched, endpoint: "timeseries", group: "main") == time)
        #expect(try await temporary.store.marks.time(of: .refetched, endpoint: "timeseries", group: "other") == nil)
        #expect(try await temporary.store.marks.time(of: .succeeded, endpoint: "timeseries", group: "main") == nil)
        try await temporary.store.marks.record(
            .refetched, endpoint: "timeseries", group: "main", at: time + .seconds(1))
        #expect(
            try await temporary.store.marks.time(of: .refetched, endpoint: "timeseries", group: "main") == time
                + .seconds(1))
    }

    @Test func fetchedDaysAreKeptByWhatWasAskedFor() async throws {
        let temporary = try TemporaryStore()
        let marks = temporary.store.marks
        let days = CivilDay(number: 10)..<CivilDay(number: 12)
        let time = Timestamp(milliseconds: 5)
        try await marks.recordFetched(days, "this", at: time)
        #expect(try await marks.fetchedDays("this") == [days.lowerBound: time, days.lowerBound + 1: time])
        #expect(try await marks.fetchedDays("that") == [:])
        // What is asked for again takes the place of the time before.
        try await marks.recordFetched(days.lowerBound..<(days.lowerBound + 1), "this", at: time + .seconds(1))
        #expect(
            try await marks.fetchedDays("this") == [days.lowerBound: time + .seconds(1), days.lowerBound + 1: time])
    }

    @Test func answeredDaysAreKeptApartFromFetchedDays() async throws {
        let temporary = try TemporaryStore()
        let marks = temporary.store.marks
        let day = CivilDay(number: 10)
        let time = Timestamp(milliseconds: 5)
        try await marks.recordAnswered(day..<(day + 1), "this", at: time)
        #expect(try await marks.answeredDays("this") == [day: time])
        #expect(try await marks.answeredDays("that") == [:])
        #expect(try await marks.fetchedDays("this") == [:])
        try await marks.recordAnswered(day..<(day + 2), "this", at: time + .seconds(1))
        #expect(try await marks.answeredDays("this") == [day: time + .seconds(1), day + 1: time + .seconds(1)])
        _ = try await temporary.store.readings.delete(before: Timestamp(milliseconds: 11 * 86_400_000))
        #expect(try await marks.answeredDays("this").keys.sorted() == [day + 1])
    }

    @Test func anAnsweredListIsRemembered() async throws {
        let temporary = try TemporaryStore()
        let marks = temporary.store.marks
        #expect(try await !marks.hasAnswered("http://localhost 100001"))
        try await marks.recordAnswered(list: "http://localhost 100001")
        try await marks.recordAnswered(list: "http://localhost 100001")
        #expect(try await marks.hasAnswered("http://localhost 100001"))
        #expect(try await !marks.hasAnswered("http://localhost 100002"))
    }
}
