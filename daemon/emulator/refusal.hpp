// What the service says when it does not do what it was asked.
#pragma once

#include "emulator/request/message.hpp"

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::emulator {

struct Refusal {
    int http_status = 400;
    std::string code;             // e.g. IncorrectDesktopStatus
    std::string message;          // for a person
    std::vector<Header> headers;  // beyond those of every answer: when to come again
};

template <class T>
using Outcome = boost::system::result<T, Refusal>;

/// Needed by Outcome: reading the value of a refusal is a broken program.
[[noreturn]] void throw_exception_from_error(const Refusal& refusal, const boost::source_location& place);

Refusal refuse(int http_status, std::string code, std::string message);
Refusal invalid_parameter(std::string_view name, std::string_view problem);
Refusal missing_parameter(std::string_view name);

}  // namespace ecdsnap::emulator
