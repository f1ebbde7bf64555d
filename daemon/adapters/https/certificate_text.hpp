// What a certificate says of itself, as messages show it; and what a failed handshake means in words.
#pragma once

#include "core/time.hpp"

#include <boost/system/error_code.hpp>
#include <openssl/x509.h>

#include <optional>
#include <string>

namespace ecdsnap::adapters {

std::string subject_of(const X509* certificate);  // "/CN=ecd.example"; at most 80 bytes of printable text

// The names and addresses it is for, at most three: "'ecd.example', '10.0.0.1' and 4 more"; empty: none.
std::string names_of(const X509* certificate);

std::optional<core::WallTime> time_of(const ASN1_TIME* time);  // nullopt: unreadable

// What an error of TLS means and what to do; empty: nothing is known of it.
std::string words_for_tls_error(const boost::system::error_code& error);

}  // namespace ecdsnap::adapters
