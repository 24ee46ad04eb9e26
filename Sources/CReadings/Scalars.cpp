// The texts inside the JSON: times and numbers, in every form that the API is known or likely to send.

#include "CReadings.h"

#include <charconv>
#include <cmath>
#include <string_view>

namespace {

class Scanner {
public:
    explicit Scanner(std::string_view text) : text(text) {}

    bool at_end() const { return text.empty(); }

    bool skip(char wanted) {
        if (text.empty() || text.front() != wanted) return false;
        text.remove_prefix(1);
        return true;
    }

    bool skip_any(std::string_view wanted) {
        if (text.empty() || wanted.find(text.front()) == std::string_view::npos) return false;
        text.remove_prefix(1);
        return true;
    }

    /// Exactly `digits` decimal digits.
    bool number(int digits, int64_t &out) {
        if (text.size() < static_cast<size_t>(digits)) return false;
        int64_t value = 0;
        for (int index = 0; index < digits; index++) {
            char digit = text[static_cast<size_t>(index)];
            if (digit < '0' || digit > '9') return false;
            value = value * 10 + (digit - '0');
        }
        text.remove_prefix(static_cast<size_t>(digits));
        out = value;
        return true;
    }

    /// One digit or more after the decimal mark, as whole milliseconds; what is finer is cut off.
    bool milliseconds(int64_t &out) {
        int64_t value = 0;
        int digits = 0;
        while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
            if (digits < 3) value = value * 10 + (text.front() - '0');
            digits++;
            text.remove_prefix(1);
        }
        if (digits == 0) return false;
        for (; digits < 3; digits++) value *= 10;
        out = value;
        return true;
    }

private:
    std::string_view text;
};

/// Howard Hinnant's days_from_civil: days since 1970-01-01 of a Gregorian date.
int64_t days_from_civil(int64_t year, int64_t month, int64_t day) {
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

int64_t days_in_month(int64_t year, int64_t month) {
    static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

}  // namespace

int creadings_parse_time(const char *text, size_t length, int64_t *milliseconds) {
    Scanner scan(trimmed({text, length}));
    int64_t year, month, day, hour = 0, minute = 0, second = 0, fraction = 0, offset = 0;
    if (!scan.number(4, year) || !scan.skip('-') || !scan.number(2, month) || !scan.skip('-') || !scan.number(2, day)) {
        return 0;
    }
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return 0;
    if (scan.skip_any("Tt ")) {
        if (!scan.number(2, hour) || !scan.skip(':') || !scan.number(2, minute)) return 0;
        if (scan.skip(':')) {
            if (!scan.number(2, second)) return 0;
            if (scan.skip_any(".,") && !scan.milliseconds(fraction)) return 0;
        }
        // ISO 8601 lets 24:00:00 end a day; a leap second (60) never bounds a metering period.
        bool end_of_day = hour == 24 && minute == 0 && second == 0 && fraction == 0;
        if ((hour > 23 && !end_of_day) || minute > 59 || second > 59) return 0;
        if (!scan.skip_any("Zz")) {
            bool east = scan.skip('+');
            if (east || scan.skip('-')) {
                int64_t hours, minutes = 0;
                if (!scan.number(2, hours)) return 0;
                scan.skip(':');
                if (!scan.at_end() && !scan.number(2, minutes)) return 0;
                if (hours > 18 || minutes > 59) return 0;
                offset = (hours * 60 + minutes) * (east ? 1 : -1);
            }
        }
    }
    if (!scan.at_end()) return 0;
    int64_t minutes = days_from_civil(year, month, day) * 1440 + hour * 60 + minute - offset;
    *milliseconds = (minutes * 60 + second) * 1000 + fraction;
    return 1;
}

int creadings_parse_number(const char *text, size_t length, double *value) {
    std::string_view digits = trimmed({text, length});
    if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
    char copy[64];
    if (digits.empty() || digits.size() > sizeof copy) return 0;
    for (size_t index = 0; index < digits.size(); index++) {
        char letter = digits[index];
        // Only what a decimal number is made of: from_chars alone would also take "inf" and "nan".
        bool allowed = (letter >= '0' && letter <= '9') || letter == '-' || letter == '+' || letter == '.' || letter == ','
            || letter == 'e' || letter == 'E';
        if (!allowed) return 0;
        copy[index] = letter == ',' ? '.' : letter;
    }
    double parsed;
    auto result = std::from_chars(copy, copy + digits.size(), parsed);
    if (result.ec != std::errc() || result.ptr != copy + digits.size() || !std::isfinite(parsed)) return 0;
    *value = parsed;
    return 1;
}
