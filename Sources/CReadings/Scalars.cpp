#include "Scalars.h"

#include <charconv>
#include <cmath>

namespace creadings {

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

    /// One digit or more after the decimal mark, as whole milliseconds; further digits are cut off.
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

    /// `Z`, a distance from UTC in minutes, or nothing.
    bool zone(bool &is_there, int64_t &offset) {
        skip(' ');
        is_there = true;
        if (skip_any("Zz")) return true;
        bool is_east = skip('+');
        is_there = is_east || skip('-');
        if (!is_there) return true;
        int64_t hours, minutes = 0;
        if (!number(2, hours)) return false;
        skip(':');
        if (!at_end() && !number(2, minutes)) return false;
        if (hours > 18 || minutes > 59) return false;
        offset = (hours * 60 + minutes) * (is_east ? 1 : -1);
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

/// U+2000 to U+200B, U+202F, U+205F, U+3000, U+FEFF.
const std::string_view wide_blanks[] = {
    "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85",
    "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\x8B",
    "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF",
};

/// Returns the number of bytes of the blank at the beginning; 0 if there is none.
size_t leading_blank(std::string_view text) {
    unsigned char first = static_cast<unsigned char>(text.front());
    if (first == ' ' || (first >= '\t' && first <= '\r')) return 1;
    if (text.substr(0, 2) == "\xC2\xA0") return 2;
    for (std::string_view blank : wide_blanks) {
        if (text.substr(0, blank.size()) == blank) return blank.size();
    }
    return 0;
}

size_t trailing_blank(std::string_view text) {
    unsigned char last = static_cast<unsigned char>(text.back());
    if (last == ' ' || (last >= '\t' && last <= '\r')) return 1;
    if (text.size() >= 2 && text.substr(text.size() - 2) == "\xC2\xA0") return 2;
    for (std::string_view blank : wide_blanks) {
        if (text.size() >= blank.size() && text.substr(text.size() - blank.size()) == blank) return blank.size();
    }
    return 0;
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
    while (!text.empty()) {
        size_t length = leading_blank(text);
        if (length == 0) break;
        text.remove_prefix(length);
    }
    while (!text.empty()) {
        size_t length = trailing_blank(text);
        if (length == 0) break;
        text.remove_suffix(length);
    }
    return text;
}

bool parse_time(std::string_view text, Time &time) {
    Scanner scan(text);
    int64_t year, month, day, hour = 0, minute = 0, second = 0, fraction = 0, offset = 0;
    bool has_zone = false;
    if (!scan.number(4, year) || !scan.skip('-') || !scan.number(2, month) || !scan.skip('-') || !scan.number(2, day)) {
        return false;
    }
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return false;
    if (scan.skip_any("Tt ")) {
        if (!scan.number(2, hour) || !scan.skip(':') || !scan.number(2, minute)) return false;
        if (scan.skip(':')) {
            if (!scan.number(2, second)) return false;
            if (scan.skip_any(".,") && !scan.milliseconds(fraction)) return false;
        }
        // ISO 8601 lets 24:00:00 end a day; a leap second (60) never bounds a metering period.
        bool end_of_day = hour == 24 && minute == 0 && second == 0 && fraction == 0;
        if ((hour > 23 && !end_of_day) || minute > 59 || second > 59) return false;
        if (!scan.zone(has_zone, offset)) return false;
    }
    if (!scan.at_end()) return false;
    int64_t minutes = days_from_civil(year, month, day) * 1440 + hour * 60 + minute - offset;
    time = {(minutes * 60 + second) * 1000 + fraction, year, has_zone};
    return true;
}

bool parse_number(std::string_view text, double &value) {
    std::string_view digits = text;
    if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
    char copy[64];
    if (digits.empty() || digits.size() > sizeof copy) return false;
    for (size_t index = 0; index < digits.size(); index++) {
        char letter = digits[index];
        // Only the characters of a decimal number: from_chars alone would also accept "inf" and "nan".
        bool allowed = (letter >= '0' && letter <= '9') || letter == '-' || letter == '+' || letter == '.' || letter == ',' ||
                       letter == 'e' || letter == 'E';
        if (!allowed) return false;
        copy[index] = letter == ',' ? '.' : letter;
    }
    double parsed;
    auto result = std::from_chars(copy, copy + digits.size(), parsed);
    if (result.ec != std::errc() || result.ptr != copy + digits.size() || !std::isfinite(parsed)) return false;
    value = parsed;
    return true;
}

}  // namespace creadings
