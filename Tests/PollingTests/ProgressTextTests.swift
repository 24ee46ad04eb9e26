import Testing

@testable import Polling

struct ProgressTextTests {
    private let half = FetchProgress.State(done: 50, total: 100, readings: 1_234_567)

    @Test func theBarShowsShareReadingsRateAndTimeLeft() {
        #expect(
            ProgressText.bar(half, after: .seconds(90), width: 80)
                == "[###############---------------]  50%  1,234,567 readings  13,717/s  1m30s left")
    }

    @Test func noTimeLeftIsShownBeforeTheFirstAnswer() {
        #expect(
            ProgressText.bar(FetchProgress.State(total: 10), after: .zero, width: 50)
                == "[-------------------------]   0%  0 readings  0/s")
    }

    @Test(arguments: Array(0...120))
    func theBarIsNeverWiderThanTheTerminal(_ width: Int) {
        #expect(ProgressText.bar(half, after: .seconds(90), width: width).count <= max(0, width - 1))
    }

    @Test(arguments: [(0, "0s"), (59, "59s"), (60, "1m0s"), (3_599, "59m59s"), (7_260, "2h1m"), (180_000, "2d2h")])
    func timesLeftHaveTwoUnits(_ seconds: Int, _ text: String) {
        #expect(ProgressText.duration(.seconds(seconds)) == text)
    }

    @Test func aDoneFetchHasNothingLeft() {
        let state = FetchProgress.State(done: 4, total: 4, readings: 8)
        #expect(state.timeLeft(after: .seconds(3)) == .zero)
        #expect(state.share == 1)
        #expect(FetchProgress.State().timeLeft(after: .seconds(3)) == nil)
    }
}
