package io.gangway.http;

/** Reads one date as nginx does: by position, without checking the names of days and time zones. */
final class DateReader {
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final long BAD = -1;

    private final String value;
    private int at;

    DateReader(String value) {
        this.value = value;
    }

    long read() {
        boolean asctime = false;
        while (at < value.length() && value.charAt(at) != ',') {
            if (value.charAt(at) == ' ') {
                asctime = true;
                break;
            }
            at++;
        }
        at++;
        while (peek(0) == ' ') {
            at++;
        }
        if (value.length() - at < 18) {
            return BAD;
        }
        return asctime ? asctime() : weekday();
    }

    /** {@code 10 Nov 2002 23:50:13} or {@code 10-Dec-02 23:50:13}. */
    private long weekday() {
        int day = number(2);
        char separator = peek(0);
        if (day < 0 || separator != ' ' && separator != '-') {
            return BAD;
        }
        at++;
        int month = month();
        if (month < 0 || peek(0) != separator) {
            return BAD;
        }
        at++;
        int year = number(separator == ' ' ? 4 : 2);
        if (year < 0) {
            return BAD;
        }
        if (separator == '-') {
            year += year < 70 ? 2000 : 1900;
        }
        return peek(0) == ' ' ? time(year, month, day, false) : BAD;
    }

    /** {@code Dec 10 23:50:13 2002}, the day with one digit or two. */
    private long asctime() {
        int month = month();
        at++;
        if (peek(0) == ' ') {
            at++;
        }
        int day = number(peek(1) == ' ' ? 1 : 2);
        return month >= 0 && day >= 0 && peek(0) == ' ' ? time(0, month, day, true) : BAD;
    }

    private long time(int given, int month, int day, boolean yearFollows) {
        at++;
        int hour = number(2);
        boolean colon = peek(0) == ':';
        at++;
        int minute = number(2);
        colon &= peek(0) == ':';
        at++;
        int second = number(2);
        int year = given;
        if (yearFollows) {
            colon &= peek(0) == ' ';
            at++;
            year = number(4);
        }
        if (!colon || year < 0 || hour < 0 || minute < 0 || second < 0 || hour > 23 || minute > 59 || second > 59) {
            return BAD;
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        if (day < 1 || day > DAYS[month] + (month == 1 && leap ? 1 : 0)) {
            return BAD;
        }
        return HttpDate.seconds(year, month + 1, day, hour, minute, second);
    }

    /** The month, from 0; as in nginx only the letters that distinguish months are compared. */
    private int month() {
        char second = peek(1);
        char third = peek(2);
        int month = switch (peek(0)) {
            case 'J' -> second == 'a' ? 0 : third == 'n' ? 5 : 6;
            case 'F' -> 1;
            case 'M' -> third == 'r' ? 2 : 4;
            case 'A' -> second == 'p' ? 3 : 7;
            case 'S' -> 8;
            case 'O' -> 9;
            case 'N' -> 10;
            case 'D' -> 11;
            default -> -1;
        };
        at += 3;
        return month;
    }

    private int number(int digits) {
        int number = 0;
        for (int i = 0; i < digits; i++) {
            char c = peek(0);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
            at++;
        }
        return number;
    }

    private char peek(int ahead) {
        return at + ahead < value.length() ? value.charAt(at + ahead) : 0;
    }
}
