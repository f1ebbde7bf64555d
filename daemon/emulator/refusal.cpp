#include "emulator/refusal.hpp"

#include <stdexcept>

namespace ecdsnap::emulator {

void throw_exception_from_error(const Refusal& refusal, const boost::source_location& /*place*/) {
    throw std::logic_error("value of a refused call was read: " + refusal.code);
}

Refusal refuse(int http_status, std::string code, std::string message) {
    Refusal refusal;
    refusal.http_status = http_status;
    refusal.code = std::move(code);
    refusal.message = std::move(message);
    return refusal;
}

Refusal invalid_parameter(std::string_view name, std::string_view problem) {
    return refuse(400, "InvalidParameter",
                  "The parameter " + std::string(name) + " is not valid: " + std::string(problem));
}

Refusal missing_parameter(std::string_view name) {
    return refuse(400, "MissingParameter",
                  "The parameter " + std::string(name) + " is mandatory for this action but was not supplied.");
}

}  // namespace ecdsnap::emulator
