#include "adapters/https/certificate_text.hpp"

#include "core/text/printable.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <vector>

namespace ecdsnap::adapters {
namespace {

namespace ip = boost::asio::ip;

std::string bytes_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

template <class Address>
std::string address_in(const std::string& bytes) {
    typename Address::bytes_type raw{};
    std::memcpy(raw.data(), bytes.data(), raw.size());
    return Address(raw).to_string();
}

// Empty: neither a name nor an address.
std::string text_of(const GENERAL_NAME* name) {
    if (name->type == GEN_DNS) return bytes_of(name->d.dNSName);
    if (name->type != GEN_IPADD) return {};
    const std::string bytes = bytes_of(name->d.iPAddress);
    if (bytes.size() == 4) return address_in<ip::address_v4>(bytes);
    return bytes.size() == 16 ? address_in<ip::address_v6>(bytes) : "";
}

std::string shortened(std::string_view text, std::size_t most) {
    return core::printable(text.substr(0, most)) + (text.size() > most ? "…" : "");
}

}  // namespace

std::string subject_of(const X509* certificate) {
    std::array<char, 256> name{};
    X509_NAME_oneline(X509_get_subject_name(certificate), name.data(), static_cast<int>(name.size()));
    return shortened(name.data(), 80);
}

std::string names_of(const X509* certificate) {
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> all(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        &GENERAL_NAMES_free);
    std::vector<std::string> names;
    for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i)
        if (auto text = text_of(sk_GENERAL_NAME_value(all.get(), i)); !text.empty()) names.push_back(std::move(text));
    constexpr std::size_t most = 3;
    std::string shown;
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
        shown += fmt::format("{}'{}'", i == 0 ? "" : ", ", shortened(names[i], 60));
    return names.size() > most ? fmt::format("{} and {} more", shown, names.size() - most) : shown;
}

std::optional<core::WallTime> time_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    using namespace std::chrono;
    const year_month_day date{year{parts.tm_year + 1900}, month{static_cast<unsigned>(parts.tm_mon + 1)},
                              day{static_cast<unsigned>(parts.tm_mday)}};
    return core::WallTime{sys_days{date}} + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec};
}

std::string words_for_tls_error(const boost::system::error_code& error) {
    if (error.category() != boost::asio::error::get_ssl_category()) return {};
    switch (ERR_GET_REASON(static_cast<unsigned long>(error.value()))) {
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_HTTP_REQUEST:
        case SSL_R_PACKET_LENGTH_TOO_LONG:
            return "what answers there does not speak TLS; a proxy, a captive portal or another port?";
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: return "the other side has neither TLS 1.2 nor 1.3";
        case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
            return "the other side refuses: it has no cipher in common with us, or wants a client certificate";
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
            return "the other side wants a client certificate; for a proxy: client_certificate and client_key";
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
        case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED: return "the other side does not accept our client certificate";
        case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
            return "the other side calls our client certificate expired; renew it, or look at the clocks of both";
        case SSL_R_TLSV1_UNRECOGNIZED_NAME: return "the other side does not know the name that it was asked for";
        case SSL_R_TLSV1_ALERT_INTERNAL_ERROR: return "the other side broke off for a reason of its own";
        default: return {};
    }
}

}  // namespace ecdsnap::adapters
