#pragma once

#include <string>

namespace dmp::core {

/// The address of a function in a library of ours that is loaded only when it is needed, because linking what it needs would
/// slow every start. The library lies beside the executable (for test programs one folder up). A resource UserError, ending
/// in how to mend, where it is not there or cannot be loaded; purpose says what it does, as in "reads boundaries".
void* plug_in_function(const std::string& library, const std::string& function, const std::string& purpose, const std::string& mend);

}  // namespace dmp::core
