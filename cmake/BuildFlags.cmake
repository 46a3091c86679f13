# SPDX-License-Identifier: GPL-3.0-or-later
# Warnings and sanitizers, as one interface target that program and plugins share: a sanitized
# plugin does not load into a plain program.
set(PARBENCH_SANITIZE none CACHE STRING "none, address (with undefined) or thread")
set_property(CACHE PARBENCH_SANITIZE PROPERTY STRINGS none address thread)

add_library(parbench_flags INTERFACE)
target_compile_definitions(parbench_flags INTERFACE _GNU_SOURCE)
target_compile_options(parbench_flags INTERFACE
  -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wconversion)
if(CMAKE_COMPILE_WARNING_AS_ERROR AND CMAKE_VERSION VERSION_LESS 3.24) # which knows it itself
  target_compile_options(parbench_flags INTERFACE -Werror)
endif()

if(PARBENCH_SANITIZE STREQUAL "address")
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=undefined)
elseif(PARBENCH_SANITIZE STREQUAL "thread")
  set(sanitizers -fsanitize=thread)
elseif(NOT PARBENCH_SANITIZE STREQUAL "none")
  message(FATAL_ERROR "PARBENCH_SANITIZE is ${PARBENCH_SANITIZE}; allowed: none, address, thread")
endif()
if(sanitizers)
  target_compile_options(parbench_flags INTERFACE ${sanitizers} -fno-omit-frame-pointer -g)
  target_link_options(parbench_flags INTERFACE ${sanitizers})
endif()
