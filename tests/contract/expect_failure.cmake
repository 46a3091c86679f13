# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DCOMMAND=<program;arguments> -DEXPECTED=<regex>... -P expect_failure.cmake
# passes where the battery fails, in so many words: each regex matches what it prints.
execute_process(COMMAND ${COMMAND} RESULT_VARIABLE result OUTPUT_VARIABLE output)
message("${output}")
if(result STREQUAL "77")
  return()
endif()
if(NOT result STREQUAL "1")
  message(FATAL_ERROR "the battery ended with ${result}, not 1")
endif()
foreach(regex IN LISTS EXPECTED)
  if(NOT output MATCHES "${regex}")
    message(FATAL_ERROR "no line matches ${regex}")
  endif()
endforeach()
