// Regular expressions over desktop names: RE2's, which takes time linear in the name whatever the expression.
#pragma once

#include "core/policy/selector.hpp"
#include "core/text/text_error.hpp"

#include <string>

namespace ecdsnap::core {

// A condition of kind name_matches, or what is wrong with the expression.
TextResult<Condition> name_expression(std::string expression, std::string path = {});

}  // namespace ecdsnap::core
